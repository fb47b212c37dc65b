"""The model server, by the name that tests knew it by."""

from evals.torture.serving import *  # noqa: F403
