"""Questions with the sentences that search found for them, read as the ranker will read them."""

import json
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.features import Reader, select
from assistant.questions import analyse
from assistant.voices import Voices
from index.catalog import Filter
from index.embedding import MiniLM, Vectors
from index.library import Library

SEED = 20240315

Kind = Literal["asked", "stranger", "twin"]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, its tokens (m, w), and for each of n sentences: does it answer, its features
    (n, f), its tokens (t, w)."""

    story: str
    kind: Kind
    answerable: bool
    question: Vectors
    answers: tuple[bool, ...]
    features: tuple[tuple[float, ...], ...]
    tokens: tuple[Vectors, ...]


def read_story(folder: Path, all_folders: Sequence[Path], home: Path) -> Iterator[Example]:
    """Every example of a story; names of strangers come from all the other folders."""
    cases = _lines(folder / "cases.jsonl")
    others = [c for other in all_folders if other != folder for c in _lines(other / "cases.jsonl")]
    names = {name for case in others for name in analyse(case["question"], str.split).names}
    yield from _examples(folder.name, "asked", folder / "articles", cases, home)
    texts = "\n".join(path.read_text(encoding="utf-8") for path in _files(folder / "articles"))
    unknown = sorted(n for n in names if not any(part in texts for part in n.split()))
    strangers = list(_strangers(cases, unknown))
    yield from _examples(folder.name, "stranger", folder / "articles", strangers, home)
    if (folder / "twins.jsonl").exists():
        copy = home / f"{folder.name}-twins"
        twins = list(_twins(folder, copy, cases))
        yield from _examples(folder.name, "twin", copy, twins, home)


def _examples(
    story: str, kind: Kind, articles: Path, cases: Sequence[dict[str, Any]], home: Path
) -> Iterator[Example]:
    with Library.open(articles, home, MiniLM()) as library:
        library.sync()
        voices = Voices(library)
        reader = Reader(library, voices)
        for case in cases:
            question = analyse(case["question"], library.terms)
            chosen = select(question, library.search(question.text, within=Filter()), voices)
            if not chosen:
                continue
            asked = reader.ask(question)
            readings = reader.read(question, asked, chosen)
            golds = [_flat(sentence) for sentence in case.get("sentences", [])]
            yield Example(
                story=story,
                kind=kind,
                answerable=case["answerable"],
                question=asked.tokens,
                answers=tuple(
                    c.article.source in case["files"] and _is_one(_flat(c.text), golds)
                    for c in chosen
                ),
                features=tuple(astuple(reading.features) for reading in readings),
                tokens=tuple(reading.tokens for reading in readings),
            )


def _strangers(
    cases: Sequence[dict[str, Any]], strangers: Sequence[str]
) -> Iterator[dict[str, Any]]:
    choice = random.Random(SEED)  # noqa: S311
    for case in cases:
        names = analyse(case["question"], str.split).names
        if case["answerable"] and names and strangers:
            name = choice.choice(names)
            question = case["question"].replace(name, choice.choice(strangers))
            yield {"question": question, "answerable": False, "files": []}


def _twins(folder: Path, copy: Path, cases: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The unanswerable cases, answerable by what is put into a copy of the articles."""
    shutil.copytree(folder / "articles", copy)
    questions = {case["id"]: case["question"] for case in cases}
    for twin in _lines(folder / "twins.jsonl"):
        path = copy / twin["file"]
        text = path.read_text(encoding="utf-8")
        found = text.find(twin["after"])
        if found < 0:
            where = f"{folder / 'twins.jsonl'}, {twin['id']}"
            raise ValueError(f'{where}: {twin["file"]} does not have "{twin["after"]}"')
        end = found + len(twin["after"])
        while end < len(text) and text[end] != "\n" and text[end - 1] not in '.!?"\u201d':
            end += 1
        path.write_text(f"{text[:end]} {twin['sentence']}{text[end:]}", encoding="utf-8")
        yield {
            "question": questions[twin["id"]],
            "answerable": True,
            "files": [twin["file"]],
            "sentences": [twin["sentence"]],
        }


def _lines(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def _is_one(text: str, golds: Sequence[str]) -> bool:
    return any(text in gold or gold in text for gold in golds)


def _flat(text: str) -> str:
    return " ".join(text.split())
