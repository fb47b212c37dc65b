"""The command line's part about models: list them, fetch one, ask saved questions again."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant import fetching, local, models
from assistant.answers import Answer
from assistant.settings import Settings

HINT = (
    "Without a language model. To add one that runs on this machine: make model "
    "(1.1 GB, once); `dateline models` lists others."
)


class ReplayError(Exception):
    """The saved answers cannot be read; the message says what to change."""


class _Saved(BaseModel):
    """Of a saved answer, what is compared; the rest is not needed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str
    text: str
    model: str | None = None
    prompt: str | None = None


def list_models(options: argparse.Namespace, settings: Settings) -> None:
    """`dateline models`."""
    chosen = models.resolve(settings)
    for each in models.available(settings):
        mark = "*" if each.spec == chosen else " "
        ready = "ready" if each.ready else "-"
        print(f"{mark} {models.shown(each.spec):24} {ready:6} {each.about}")
    print(
        "\n* is used. Others: ollama:NAME and http://host/v1#NAME, with --model or DATELINE_MODEL."
    )


def get_model(options: argparse.Namespace, settings: Settings) -> None:
    """`dateline model get NAME`. Raises FetchError."""
    from tqdm import tqdm

    weights = fetching.MODELS[options.name]
    there = fetching.fetched(settings.models, options.name)
    if there is None:
        print(f"{weights.about} ({weights.licence})", file=sys.stderr)
        with tqdm(total=weights.size, unit="B", unit_scale=True, desc=weights.name) as bar:
            there = fetching.fetch(
                weights,
                settings.models,
                bar.update,
                lambda line: bar.write(line, file=sys.stderr),
            )
    print(f"{there}\n{weights.about}. Licence: {weights.licence}.")
    if not local.installed():
        print("To run it, in the project's folder: pip install -e '.[local]'")


def saved(path: Path) -> Iterator[_Saved]:
    """The answers in a file that `dateline ask --json` printed. Raises ReplayError."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ReplayError(f"{path} is not UTF-8 text") from error
    found = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield _Saved.model_validate_json(line)
            except ValidationError as error:
                raise ReplayError(
                    f"{path}, line {number} is not an answer that `dateline ask --json` printed"
                ) from error
            found = True
    if not found:
        raise ReplayError(f"{path} holds no answers")


def compared(old: _Saved, new: Answer) -> dict[str, Any]:
    """A replayed answer beside the saved one, and what has changed."""
    changed = [
        name for name in ("text", "model", "prompt") if getattr(old, name) != getattr(new, name)
    ]
    return {"question": old.question, "changed": changed, "was": old.text, "answer": new.to_json()}


def shown(comparison: dict[str, Any]) -> str:
    """A comparison for a person."""
    head = f"{comparison['question']}\n"
    if "text" not in comparison["changed"]:
        return f"{head}  the same answer"
    was, now = comparison["was"], comparison["answer"]["text"]
    return f"{head}  was: {_indented(was)}\n  now: {_indented(now)}"


def _indented(text: str) -> str:
    return text.replace("\n", "\n       ")
