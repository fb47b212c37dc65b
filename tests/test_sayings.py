"""What someone said: their own words from the ledger, others' apart, nothing put into mouths."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings

Ask = Callable[[str], Answer]

WIRE = """\
---
outlet: Wire
date: 2024-03-12
---

The harbour of Eastvale is to be dredged this summer, the port authority announced on Monday.

Mayor Ines Calder welcomed the plan to dredge the harbour. \
"We have waited for this for ten years," she said. "It will bring the ferries back."

"The money for the dredging is there, and nobody will pay more for it."

A spokesman for the fishers said the dredging would ruin the spring catch. \
He said that no one had asked them.

Tom Akande, who owns a boatyard beside the harbour, said Calder had never been to see the fishers.

The library declined to comment on the dredging.
"""
POST = """\
---
outlet: Post
date: 2024-03-14
---

Eastvale will dredge its harbour. Mayor Ines Calder told the council: \
"We had waited for this for ten long years."
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("said") / "news"
    folder.mkdir()
    (folder / "wire.md").write_text(WIRE, encoding="utf-8")
    (folder / "post.md").write_text(POST, encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    assistant = Assistant.open(folder, Settings(home=home, model="none"))
    assistant.sync()
    yield assistant
    assistant.close()


def test_articles_are_read_for_who_said_what_as_they_are_synced(asked: Assistant) -> None:
    assert asked.library.statements_unread() == 0
    assert all(asked.library.kept_statements(a.id) for a in asked.articles())


def test_their_own_words_are_found_behind_she_and_in_a_paragraph_of_their_own(
    asked: Assistant,
) -> None:
    text = asked.ask("What has Ines Calder said about the dredging?").text
    assert "waited for this for ten years" in text
    assert "The money for the dredging is there" in text
    assert "Ines Calder, in Wire (12 March 2024): \u201c" in text or "Calder" in text


def test_another_wording_of_a_quote_stands_beside_it_as_such(asked: Assistant) -> None:
    text = asked.ask("What has Ines Calder said about the dredging?").text
    lines = [line for line in text.splitlines() if "waited for this for ten" in line]
    leads = [line.partition(" (")[0] for line in lines]
    assert leads == ["Post", "Earlier, in other words, Ines Calder, in Wire"]


def test_quotes_that_share_nothing_but_small_words_are_no_wordings_of_one(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.md").write_text(
        "---\ntitle: The pier\noutlet: Wire\ndate: 2024-03-12\n---\n\nTom Akande spoke about it on "
        "Tuesday. The pier was not what he was asked about by the council, Tom Akande said.\n"
    )
    (folder / "b.md").write_text(
        "---\ntitle: The pier again\noutlet: Post\ndate: 2024-03-11\n---\n\nThe pier is old. "
        "The pier was told to be closed by the end of the week, and he was not one who could "
        "do it by himself, Tom Akande said.\n"
    )
    assistant = Assistant.open(folder, Settings(home=tmp_path / "home", model="none"))
    assistant.sync()
    text = assistant.ask("What did Tom Akande say about the pier?").text
    assistant.close()
    assert "asked about by the council" in text and "end of the week" in text
    assert "in other words" not in text.lower()


@pytest.mark.parametrize("asked", ["did Apex say", "has Apex said", "does Apex say"])
def test_that_someone_is_silent_is_told_however_it_is_asked(asked: str, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Acme Motors is weighing a link with Apex on electric vans, sources said. Talks within "
        "Acme are at an early stage and Apex's stance on the tie-up remains unclear.\n\nApex "
        "builds vans in Tarn and has said that it will make all of them electric by 2040.\n"
    )
    with closing(Assistant.open(folder, Settings(home=tmp_path / "home", model="none"))) as desk:
        desk.sync()
        text = desk.ask(f"What {asked} about the tie-up?").text
        other = desk.ask(f"What {asked} about the strike in Ludlow?")
    assert "stance on the tie-up remains unclear" in text and "quotes Apex itself" in text
    assert other.abstained


def test_a_person_known_by_surname_alone_is_not_quoted_itself(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "The publisher David Akande declined to comment on the sale of the port on Tuesday. The "
        "role of Akande in the sale of the port was unclear.\n"
    )
    assistant = Assistant.open(folder, Settings(home=tmp_path / "home", model="none"))
    assistant.sync()
    text = assistant.ask("What did Akande say about the sale of the port?").text
    assistant.close()
    assert "quotes Akande directly." in text


def test_what_others_say_is_not_put_into_their_mouth(asked: Assistant) -> None:
    mayor = asked.ask("What has Ines Calder said about the dredging?").text
    assert "spring catch" not in mayor and "been to see the fishers" not in mayor
    owner = asked.ask("What has Tom Akande said about the fishers?").text
    assert "been to see the fishers" in owner and "spring catch" not in owner


def test_he_after_someone_without_a_name_is_nobody_named(asked: Assistant) -> None:
    said = {s.content: s for s in asked.library.kept_statements(asked.articles()[1].id) or ()}
    [unasked] = [s for content, s in said.items() if "no one had asked" in content]
    assert not unasked.named and unasked.speaker == "He"


def test_of_two_speakers_both_are_heard(asked: Assistant) -> None:
    text = asked.ask("What did Tom Akande and Ines Calder say about the dredging?").text
    assert "been to see the fishers" in text and "ten" in text


def test_who_declined_is_not_said_to_have_spoken(asked: Assistant) -> None:
    text = asked.ask("What did the library say about the dredging?").text
    assert "declined to comment" in text and "quotes the library" in text


def test_nobody_is_quoted_on_what_their_articles_do_not_have(asked: Assistant) -> None:
    answer = asked.ask("What has Ines Calder said about the school budget?")
    assert answer.abstained
    assert "What was found of the words of Ines Calder is not about this." in answer.text
    # Her own words come first of what is near.
    assert answer.closest[0].quote.startswith('"The money for the dredging is there')


def test_a_folder_is_answered_by_rules_before_it_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "wire.md").write_text(WIRE, encoding="utf-8")
    assistant = Assistant.open(folder, Settings(home=tmp_path / "home", model="none"))
    assistant.library.sync()
    assert assistant.library.statements_unread() == 1
    text = assistant.ask("What has Ines Calder said about the dredging?").text
    assistant.close()
    assert "waited for this for ten years" in text


def test_a_large_folder_is_answered_alike_however_it_was_read(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "wire.md").write_text(WIRE, encoding="utf-8")
    for n in range(60):
        (folder / f"{n}.txt").write_text(f"Note {n}. The ferry of day {n} was late.\n")
    texts = []
    for home in ("first", "second"):
        assistant = Assistant.open(folder, Settings(home=tmp_path / home, model="none"))
        if home == "second":
            assistant.library.sync()
            assistant.library.read_statements()
        assistant.sync()
        assert assistant.library.statements_unread() == 0
        texts.append(assistant.ask("What has Ines Calder said about the dredging?").text)
        assistant.close()
    assert texts[0] == texts[1]


def test_a_question_without_a_subject_gets_all_that_someone_said_newest_first(
    asked: Assistant,
) -> None:
    answer = asked.ask("What did Ines Calder say?")
    lines = [sentence.text for sentence in answer.sentences]
    assert not answer.abstained and len(lines) == len(set(lines))
    assert "ten long years" in lines[0]
    assert any("We have waited for this for ten years" in line for line in lines[1:])
    assert not any("spring catch" in line or "never been" in line for line in lines)
    assert {sentence.speaker for sentence in answer.sentences} == {"Ines Calder"}


def test_a_question_that_quotes_is_answered_with_whose_words_they_are(asked: Assistant) -> None:
    for quotation in (
        '"waited for this for ten years"',
        "\u201cWaited for this, for ten years\u201d",
    ):
        answer = asked.ask(f"Who said they {quotation}?")
        assert not answer.abstained
        assert [each.speaker for each in answer.sentences] == ["Ines Calder"]
        assert "waited for this for ten years" in answer.text
    unheard = asked.ask('Who said "the ferries are never coming back to us"?')
    assert "Calder" not in [each.speaker for each in unheard.sentences]


def test_what_a_title_in_quotation_marks_is_asked_about_is_not_whose_words_it_is(
    asked: Assistant,
) -> None:
    answer = asked.ask('Who wrote the poem "waited for this for ten years"?')
    assert "Ines Calder, in Wire" not in answer.text or answer.probability < 0.9
