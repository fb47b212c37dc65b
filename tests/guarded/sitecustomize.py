"""Loaded by every interpreter that a test starts: it is guarded as the tests are."""

import os
from pathlib import Path

import egress

if log := os.environ.get(egress.LOG):
    egress.install(Path(log))
