"""Feedback on answers, kept as cases that `dateline-eval run --cases` can run as they are."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from assistant.answers import Answer
from index import replacing
from index.library import LibraryError

FOLDER = "feedback"
"""The folder of it, beside the indexes."""
LONGEST = 2_000
"""Characters of a comment or a fact."""


class FeedbackError(LibraryError):
    """Feedback cannot be kept; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader says of an answer. `fact`: what it should have said, in the articles' words."""

    right: bool
    comment: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A line of the file; evals/README.md says what each field means.

    `confirmed` is false where the feedback does not say all that a case needs, such as where the
    right answer stands: a person has to look at it first, and reports count it apart.
    """

    id: str
    question: str
    answerable: bool
    kind: str = "feedback"
    facts: tuple[tuple[str, ...], ...] = ()
    files: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    confirmed: bool = True
    note: str | None = None

    def to_line(self) -> str:
        """One line of JSON without what is empty."""
        plain = {name: value for name, value in asdict(self).items() if value not in ((), None)}
        return json.dumps(plain) + "\n"


def place(home: Path, folder: Path) -> Path:
    """The file of the feedback on answers from one folder of articles.

    It is beside the indexes in `home` and not inside one, so that it outlives a new index; one for
    each folder, because cases can only be run on the articles that they name.
    """
    folder = folder.expanduser().resolve()
    name = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")[:40] or "articles"
    key = hashlib.sha256(str(folder).encode("utf-8", "replace")).hexdigest()[:12]
    return home / FOLDER / f"{name}-{key}.jsonl"


def case(answer: Answer, feedback: Feedback, texts: Mapping[str, str]) -> Case:
    """The case that feedback on an answer makes; `texts` are the articles' texts by source.

    The id is that of the question and the answer, so that whoever thinks again replaces the case.
    Raises FeedbackError for a comment or a fact that is too long, and for a fact in an answer that
    is said to be right.
    """
    comment, fact = " ".join(feedback.comment.split()), " ".join(feedback.fact.split())
    if max(len(comment), len(fact)) > LONGEST:
        raise FeedbackError(f"the comment is longer than {LONGEST:,} characters; shorten it")
    if feedback.right and fact:
        raise FeedbackError("a right answer needs no other fact; say that it is wrong, or leave it")
    key = f"{answer.question}\n{answer.text}".encode("utf-8", "replace")
    fields: dict[str, Any] = {
        "id": f"feedback-{hashlib.sha256(key).hexdigest()[:12]}",
        "question": answer.question,
        "note": comment or None,
    }
    if feedback.right:
        return Case(**fields, **_right(answer))
    return Case(**fields, **_wrong(answer, fact, texts))


def _right(answer: Answer) -> dict[str, Any]:
    if answer.abstained or not answer.citations:
        return {"answerable": False}
    return {"answerable": True, **_standing(answer)}


def _wrong(answer: Answer, fact: str, texts: Mapping[str, str]) -> dict[str, Any]:
    shown = tuple(
        each.text for each in answer.sentences if each.citations and _flat(each.text) != _flat(fact)
    )
    # With the right fact known, only a sentence that stood alone is surely the wrong one.
    wrong = () if answer.abstained or (fact and len(shown) > 1) else tuple(dict.fromkeys(shown))
    if fact:
        files = tuple(source for source, text in texts.items() if _flat(fact) in _flat(text))
        near = files or tuple(dict.fromkeys(each.source for each in answer.retrieved))
        if near:
            return {
                "answerable": True,
                "facts": ((fact,),),
                "files": near,
                "wrong": wrong,
                "confirmed": bool(files),
            }
    if answer.abstained and answer.closest:  # the articles do answer: most likely there
        return {"answerable": True, "confirmed": False, **_standing(answer)}
    return {"answerable": False, "wrong": wrong, "confirmed": False}


def _standing(answer: Answer) -> dict[str, Any]:
    """The words that were given, and their files."""
    words = answer.citations or answer.closest
    return {
        "sentences": tuple(dict.fromkeys(each.quote for each in words)),
        "files": tuple(dict.fromkeys(each.source for each in words)),
    }


def keep(path: Path, made: Case) -> None:
    """Add a case to the file, or put it in the place of the one with its id.

    The file is replaced as a whole or not at all; threads and processes wait for one another.
    Raises FeedbackError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            kept = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
            mine = f'{{"id": "{made.id}"'
            lines = [f"{line}\n" for line in kept if line and not line.startswith(mine)]
            replacing.write(path, "".join([*lines, made.to_line()]))
    except (OSError, UnicodeDecodeError) as error:
        raise FeedbackError(
            f"the feedback cannot be kept in {path} ({error}); set DATELINE_HOME to a folder you "
            "can write to, or move the file away"
        ) from error


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
