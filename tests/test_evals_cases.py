"""Cases say what is wrong with them, by line and field, before anything is asked."""

import json
from pathlib import Path

import pytest

import seeds
from evals import cases
from evals.cases import Case, CaseError


def case(**changes: object) -> Case:
    fields: dict[str, object] = {
        "id": "one",
        "question": "When?",
        "kind": "fact",
        "answerable": True,
        "facts": (("on Friday", "Friday"), ("Lisbon",)),
        "files": ("a.txt",),
    }
    return Case.model_validate(fields | changes)


def changed(**changes: object) -> str:
    return json.dumps(json.loads(case().model_dump_json()) | {"id": "two"} | changes)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2, the line: Invalid JSON"),
        ('{"id": "x"}', "line 2, question: Field required"),
        (changed(extra=1), "line 2, extra: Extra"),
        (changed(facts=[]), "needs facts or sentences"),
        (changed(facts=[[]]), "line 2, facts.0"),
        (changed(facts=[[" "]]), "line 2, facts.0.0"),
        (changed(answerable=False), "line 2, the line: a case that is not answerable has no facts"),
        (changed(without=["a.txt"]), "a.txt is in files and in without"),
        (changed(only=["b.txt"]), "a.txt is in files and not in only"),
        (changed(as_of="Friday"), "line 2, as_of"),
        (changed(kind="two words"), "line 2, kind"),
        (changed(id="one"), "line 2, id: one is also on line 1"),
    ],
)
def test_a_bad_case_is_named_by_line_and_field(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(case().model_dump_json() + "\n" + line + "\n")
    with pytest.raises(CaseError, match=r"cases\.jsonl") as caught:
        cases.read(path)
    assert message in str(caught.value)


def test_a_separator_inside_a_string_does_not_break_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(changed(question="When\u2028then?"), encoding="utf-8")
    path.write_text(path.read_text().replace("\\u2028", "\u2028"), encoding="utf-8")
    assert cases.read(path)[0].question == "When\u2028then?"


def test_a_kind_may_be_any_word_and_every_field_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(
        changed(kind="court", wrong=["Oslo"], speaker="Ines Calder", as_of="2024-03-15",
                turns=["Who is she?"], only=["a.txt", "b.txt"], confirmed=False)
    )  # fmt: skip
    (read,) = cases.read(path)
    assert (read.kind, read.wrong, read.speaker) == ("court", ("Oslo",), "Ines Calder")
    assert (str(read.as_of), read.turns, read.confirmed) == ("2024-03-15", ("Who is she?",), False)


def test_a_case_is_asked_of_only_some_files_or_without_some() -> None:
    known = ["a.txt", "b.txt", "c.txt"]
    assert case().scope(known) == ()
    assert case(only=["a.txt", "b.txt"]).scope(known) == ("a.txt", "b.txt")
    assert case(without=["b.txt"]).scope(known) == ("a.txt", "c.txt")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"files": ["c.txt"]}, "line 2, case two, files: no article c.txt is indexed"),
        ({"without": ["z.txt"]}, "line 2, case two, without: no article z.txt is indexed"),
        (
            {"answerable": False, "facts": [], "files": [], "without": ["a.txt", "b.txt"]},
            "line 2, case two, without: no article is left to ask",
        ),
        (
            {"sentences": ["the ship sailed to Lisbon.", "It sails on friday"]},
            "line 2, case two, sentences: 'It sails on friday' does not stand in a.txt; give it "
            "word for word",
        ),
    ],
)
def test_what_the_articles_do_not_hold_is_named_with_its_line(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    texts = {"a.txt": "The ship\nsailed to  Lisbon. It sailed on Friday.", "b.txt": "Nothing."}
    path = tmp_path / "cases.jsonl"
    path.write_text(case().model_dump_json() + "\n" + changed(**changes) + "\n")
    with pytest.raises(CaseError) as caught:
        cases.check(cases.read(path), texts, path)
    assert message in str(caught.value)


EVALS = Path(str(cases.__file__)).parent
STORIES = sorted((EVALS / "stories").glob("*/*/cases.jsonl"))


@pytest.mark.parametrize(
    ("path", "folder"),
    [(cases.BUNDLED, seeds.ARTICLES), (cases.HARD, seeds.ARTICLES)]
    + [(path, path.parent / "articles") for path in STORIES],
)
def test_every_bundled_case_stands_in_its_articles(path: Path, folder: Path) -> None:
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    cases.check(cases.read(path), texts, path)


@pytest.mark.parametrize("path", [cases.BUNDLED, cases.HARD])
def test_the_bundled_cases_are_many_and_of_every_kind(path: Path) -> None:
    found = cases.read(path)
    assert len(found) >= 80
    assert sum(not each.answerable for each in found) >= 25
    assert {each.kind for each in found} == set(cases.KINDS)
