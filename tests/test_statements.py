"""Who said what: what is found, whose it is, and that nothing is made up."""

import random
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers import Citations
from index.articles import Article
from index.catalog import Catalog
from index.characters import clean
from index.entries import lay_out
from index.library import Library
from index.parsing import Parser, Tree
from index.quotations import quotations
from index.spans import split
from index.statements import Reader, Statement, english
from index.subjects import speaker as subject_of
from index.testimony import same_name

Read = Callable[[str], tuple[Statement, ...]]
OTHERS = """The council met on Tuesday in the old town hall, and about forty people had come to hear
what it would decide. There was no agreement at the end of the evening. """


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture
def read(reader: Reader) -> Read:
    """The statements of a text, their offsets checked."""

    def of(text: str) -> tuple[Statement, ...]:
        article = Article("a.txt", text)
        (found,) = reader.read([(article, split(text))])
        for said in found:
            check(text, said)
        return found

    return of


def check(text: str, said: Statement) -> None:
    """Every offset gives the words it stands for, and the speaker's words stand in the article."""
    assert text[said.content_start : said.content_end] == said.content
    assert text[said.cue_start : said.cue_end] == said.cue
    mention = text[said.speaker_start : said.speaker_end]
    assert mention.strip()
    assert said.parts and all(
        said.content_start <= a < b <= said.content_end for a, b in said.parts
    )
    assert all(word.lower() in text.lower() for word in said.speaker.split())


def said_by(found: tuple[Statement, ...]) -> list[tuple[str, str]]:
    return [(said.speaker, said.content) for said in found]


@pytest.mark.parametrize(
    ("text", "speaker", "content", "kind"),
    [
        (
            'The bridge is late. "We ran out of steel," Ines Calder said.',
            "Ines Calder", '"We ran out of steel,"', "direct",
        ),
        (
            'The bridge is late. "We ran out of steel," said Ines Calder, the engineer.',
            "Ines Calder", '"We ran out of steel,"', "direct",
        ),
        (
            "Ines Calder said that the bridge would open in May.",
            "Ines Calder", "that the bridge would open in May", "indirect",
        ),
        (
            "Ines Calder, who built the bridge, said it would open in May.",
            "Ines Calder", "it would open in May", "indirect",
        ),
        (
            'Ines Calder said the delay was "a disgrace" for the county.',
            "Ines Calder", 'the delay was "a disgrace" for the county', "mixed",
        ),
        (
            "The bridge will open in May, according to Ines Calder.",
            "Ines Calder", "The bridge will open in May", "indirect",
        ),
        (
            "The builders were criticized by Ines Calder on Tuesday.",
            "Ines Calder", "The builders", "indirect",
        ),
        (
            "Ines Calder denied that the bridge was late.",
            "Ines Calder", "that the bridge was late", "indirect",
        ),
    ],
)  # fmt: skip
def test_each_way_to_report_speech_gives_its_speaker_and_words(
    read: Read, text: str, speaker: str, content: str, kind: str
) -> None:
    (said,) = read(f"{text} It was the talk of the town for a week or so.")
    assert (said.speaker, said.content, said.kind) == (speaker, content, kind)
    assert said.named and not said.declined


@pytest.mark.parametrize(
    "dateline",
    [
        "LUDLOW, 10 June 2024 (Border Mercury) - ",
        "Port Elder, March 12, 2024 (Harbour Wire) - ",
        "TOKYO (Reuters) - ",
        "ST. PAUL, Minn. (AP) \u2014 ",
        "HONG KONG/TOKYO -- ",
        "(Reuters) - ",
    ],
)
def test_a_dateline_is_neither_a_speaker_nor_said(read: Read, dateline: str) -> None:
    found = read(
        f"{dateline}The Corve Valley mill will close on 30 September 2024, its owner said on "
        'Monday.\n\n"We have looked at every way to keep it," a spokesman said. The mill opened '
        "in 1974.\n\nThe owner sold its other site in 2019, the company added.\n"
    )
    assert said_by(found) == [
        ("its owner", "The Corve Valley mill will close on 30 September 2024"),
        ("a spokesman", '"We have looked at every way to keep it,"'),
        ("the company", "The owner sold its other site in 2019"),
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("NASA \u2014 the agency for the sky \u2014 said that it would fly in May.", "NASA"),
        ("BBC News said that it would fly in May - to the joy of all who were there.", "BBC News"),
    ],
)
def test_a_name_in_capitals_is_no_dateline(read: Read, text: str, speaker: str) -> None:
    (said,) = read(f"{text} It was the talk of the town for a week or so.")
    assert said.speaker == speaker


@pytest.mark.parametrize(
    "text",
    [
        "The aim described there was a strong group in the valley that could stand up to others.",
        "The move suggests that the owner wants to leave the town by the end of the year.",
        "The plan calls for the mill to close in May and for the land to be sold.",
        "Local media, quoting sources at the mill, listed what the two might do in the year.",
    ],
)
def test_what_is_meant_or_done_does_not_speak_and_sources_are_not_what_is_said(
    read: Read, text: str
) -> None:
    assert not read(f"{text} It was the talk of the town for a week or so.")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Local media, quoting sources at the mill, reported that it would close.", "Local media"),
        ("The mayor said, citing two officials, that it would close.", "The mayor"),
    ],
)
def test_who_quotes_others_states_what_they_report(read: Read, text: str, speaker: str) -> None:
    (said,) = read(f"{text} It was the talk of the town for a week or so.")
    assert (said.speaker, said.content) == (speaker, "that it would close")


def test_what_is_cited_is_said_where_it_is_no_source(read: Read) -> None:
    (said,) = read("Ines Calder cited the price of the steel. It was the talk of the town then.")
    assert (said.speaker, said.content) == ("Ines Calder", "the price of the steel")


def test_a_quotation_is_one_statement_around_its_cue_and_over_sentences(read: Read) -> None:
    text = (
        '"It is a large bill," Tom Akande said. "We will not pay it. They know that." '
        "The court has not set a date for the case."
    )
    (said,) = read(text)
    assert [text[a:b] for a, b in said.parts] == [
        '"It is a large bill,"', '"We will not pay it. They know that."',
    ]  # fmt: skip


def test_a_quotation_left_open_goes_on_in_the_next_paragraph(read: Read) -> None:
    text = (
        'The mayor was there. "It is a large bill and we have no money for it," said Tom Akande. '
        '"The court should look at that.\n\n"We will not pay it before the winter is over."\n\n'
        "The court has not set a date for the case.\n"
    )
    (said,) = read(text)
    assert said.content.endswith('over."')
    assert said.speaker == "Tom Akande"


def test_what_someone_thinks_and_nobody_knows_is_no_statement(read: Read) -> None:
    assert not read("What Acme Motors thinks of a partnership is unclear to all of us.")


def test_the_company_is_the_one_its_paragraph_names_and_not_one_before(read: Read) -> None:
    found = read(
        "In January, Renault cancelled the plan and said the market was poor.\n\nHonda's partners "
        "have been two firms. The company has stated that all of its models will be electric.\n"
    )
    assert [said.speaker for said in found if "electric" in said.content] == ["Honda"]


def test_mentions_are_resolved_inside_the_article(read: Read) -> None:
    found = read(
        "Mayor Ines Calder said the market would close. She said the roof was unsafe. Calder added "
        "that nobody would be hurt.\n\nAcme Motors said the plant would stay. The company said it "
        "had orders for a year.\n"
    )
    assert [said.speaker for said in found] == [
        *["Ines Calder"] * 3, "Acme Motors", "Acme Motors",
    ]  # fmt: skip
    assert found[0].role == "Mayor"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The two companies said they would build a van.", "Acme Motors and Apex"),
        ("The carmakers said they would build a van.", "Acme Motors and Apex"),
        ("Both firms said they would build a van.", "Acme Motors and Apex"),
        ("The three companies said they would build a van.", "The three companies"),
        ("Other carmakers said they would build a van.", "Other carmakers"),
        ("Most of the carmakers said they would build a van.", "Most"),
    ],
)
def test_the_companies_are_those_named_together_before(read: Read, text: str, speaker: str) -> None:
    found = read(f"Acme Motors and Apex, both late, are to share a plant by 2030.\n\n{text}\n")
    assert [said.speaker for said in found][-1] == speaker


def test_persons_named_together_are_no_companies(read: Read) -> None:
    found = read("Ines Calder and Tom Akande met in Tarn. The companies said it was a good talk.\n")
    assert [(said.speaker, said.named) for said in found] == [("The companies", False)]


def test_a_quotation_beside_a_name_and_no_verb_is_theirs_and_so_is_what_he_says_next(
    read: Read,
) -> None:
    first, *_, last = read(
        '"I would call it a sound plan," Sota Mori, senior analyst at Quay Bank Co., referring to '
        'the sale of the port.\n\n"They could sell the ferries as well," he said.\n'
    )
    assert (first.speaker, first.kind, first.cue) == ("Sota Mori", "direct", "")
    assert first.content == '"I would call it a sound plan,"'
    assert (last.speaker, last.cue) == ("Sota Mori", "said")


@pytest.mark.parametrize(
    "text",
    [
        "How Acme views the possible sale remains unclear.",
        "Port sources revealed this.",
    ],
)
def test_what_gives_nobodys_words_is_no_statement(read: Read, text: str) -> None:
    assert not read(f"{OTHERS}{text}")


@pytest.mark.parametrize(("between", "who"), [("car", None), ("and", 0)])
def test_a_verb_goes_on_from_another_only_where_something_joins_them(
    between: str, who: int | None
) -> None:
    words = ["Acme", "is", "set", between, "announced", "vans"]
    tags = ["NNP", "VBZ", "VBN", "CC" if between == "and" else "NN", "VBD", "NNS"]
    deps = ["nsubjpass", "auxpass", "ROOT", "dep", "conj", "dobj"]
    starts = [0, 5, 8, 12, 16, 26]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    tree = Tree(0, " ".join(words), words, tags, deps, [2, 2, 2, 2, 2, 4], starts, ends)
    assert subject_of(tree, 4) == who


def test_a_report_is_whose_it_is(read: Read) -> None:
    (said,) = read(
        "According to a report by the public broadcaster TRN on Friday, the council has decided to "
        "sell the port.\n"
    )
    assert (said.speaker, said.named) == ("TRN", True)
    assert said.content == "the council has decided to sell the port"


def test_a_role_stands_for_the_only_one_who_has_it(read: Read) -> None:
    found = read(
        "Lena Obi, an analyst at Quay Bank, said the price would fall. The analyst said that it "
        "was only a matter of time.\n"
    )
    assert [said.speaker for said in found] == ["Lena Obi", "Lena Obi"]
    assert (found[0].role, found[0].organisation) == ("analyst at Quay Bank", "Quay Bank")


def test_nobody_is_made_up_where_the_article_names_no_one(read: Read) -> None:
    found = read(
        "A person familiar with the talks said the plan was dead. He said it would not come back. "
        "The analyst said that was a pity.\n"
    )
    assert [said.speaker for said in found] == ["A person", "He", "The analyst"]
    assert not any(said.named for said in found)


def test_a_surname_that_two_share_is_whoever_was_named_last(read: Read) -> None:
    found = read(
        "Bill Marsh spoke first. Marsh said the dam would hold. Then Anna Marsh spoke. Marsh said "
        "that it would not hold.\n"
    )
    assert [said.speaker for said in found] == ["Bill Marsh", "Anna Marsh"]


def test_who_declined_to_comment_is_marked(read: Read) -> None:
    (said,) = read(f"{OTHERS}A spokesman for Acme Motors declined to comment on the sale.")
    assert said.declined and said.content.startswith("to comment")
    assert said.organisation == "Acme Motors"


def test_what_is_reported_inside_a_report_is_no_statement_of_its_own(read: Read) -> None:
    found = read(f"{OTHERS}Tom Akande said that Ines Calder had promised to resign.")
    assert [said.speaker for said in found] == ["Tom Akande"]


def test_a_transcript_and_a_signature_give_speakers_without_a_verb(read: Read) -> None:
    found = read(
        "Ines Calder met the press. Here is some of what was said in the room that day.\n\n"
        "HOST: Will the bridge open in May?\n\nCALDER: It will. We have the steel.\n\n"
        "HOST: And what of the ramp?\n\n"
        "“The ramp can wait for the summer.” — Tom Akande, engineer\n"
    )
    assert said_by(found) == [
        ("Host", "Will the bridge open in May?"),
        ("Ines Calder", "It will. We have the steel."),
        ("Host", "And what of the ramp?"),
        ("Tom Akande", "“The ramp can wait for the summer.”"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        OTHERS * 3,
        '"We have run out of road and of time."\n\n"It would cost too much to make it safe."\n',
        "“He said ‘it is “only” a bridge’ and left,” Tom Akande said. That was all he had to say.",
        'Tom Akande said "it is late and the. "Then he "left the room" with a ". It was " over.',
        "“Tom Akande said that it would be late ‘and the bridge” was closed to all of us.",
        "MAYOR INES CALDER SAID THE MARKET WOULD CLOSE. SHE SAID THE ROOF WAS UNSAFE FOR US ALL.",
        "said said said, the said: \"said\" of the and to 'said' he she it according to to to",
        "\"\"\"''“”‘’ the of and to a in that is was he for it with as his on be at by",
        "", "x", "\u2028 \x0c of the \U0001f600 said “\U0001f600 the” she said \ufeff and it was",
    ],
)  # fmt: skip
def test_odd_texts_neither_crash_nor_make_up_a_speaker(read: Read, text: str) -> None:
    for said in read(text):
        assert said.speaker.lower() not in ("", "the", '"')


def test_quotations_without_a_speaker_are_nobodys(read: Read) -> None:
    assert read(OTHERS * 3) == ()
    assert read('"We have run out of road."\n\n"It would cost too much for us to do."\n') == ()


def test_two_hundred_speakers_keep_their_own_words(read: Read) -> None:
    draw = random.Random(5)  # noqa: S311
    names = {f"{draw.choice('BCDFGKLM')}{a}{b}{c}".title(): n for n, (a, b, c) in enumerate(
        (x, y, z) for x in "aeiou" for y in ("rr", "nd", "lt", "st") for z in (
            "ane", "ova", "ic", "er", "ini", "ola", "ens", "ovic", "o", "ez"))}  # fmt: skip
    text = "\n\n".join(
        f'"The road to mile {n} is closed and will be for {n} days," Mr. {name} said.'
        for name, n in names.items()
    )
    found = read(text)
    assert len(found) > 0.9 * len(names)
    assert all(f"mile {names[said.speaker]} " in said.content for said in found)


@pytest.mark.parametrize(
    ("text", "is_english"),
    [
        (OTHERS, True),
        ("El alcalde dijo que el mercado cerraría el martes. «No hay dinero», dijo Calder.", False),
        (
            "Le maire a déclaré que le marché fermerait mardi, selon un communiqué du conseil.",
            False,
        ),
        ("Der Bürgermeister sagte am Dienstag, der Markt werde in der Woche geschlossen.", False),
        ("市長は火曜日、市場を閉鎖すると述べた。", False),
        ("", False),
    ],
)
def test_another_language_is_left_out(read: Read, text: str, is_english: bool) -> None:
    assert english(text) is is_english
    assert is_english or read(text * 3) == ()


def test_a_long_article_is_read_piece_by_piece(read: Read) -> None:
    text = OTHERS.replace("\n", " ") * 300 + "Ines Calder said that the bridge would open in May."
    assert len(text) > 48_000
    assert [said.speaker for said in read(text)] == ["Ines Calder"]


def test_marks_that_do_not_pair_are_no_quotation() -> None:
    text = 'He said "yes. Then "no" was "said'
    assert all(text[q.start] == '"' for q in quotations(text, [(0, len(text))]))
    assert quotations("the '90s and the dogs' dinner", [(0, 29)]) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Calder", "Ines Calder", True),
        ("Mayor Ines Calder", "Ines Calder", False),
        ("Mr. Calder", "Calder", True),
        ("Honda", "Honda Motor Co.", True),
        ("the Taliban", "Taliban", True),
        ("Ines Calder", "Tom Calder", False),
        ("Honda", "Nissan", False),
        ("Calder", "Calder Jr.", False),
        ("Elizabeth", "Elizabeth II", True),
        ("Tom Calder", "Tom Calder Jr.", False),
    ],
)
def test_names_compare_by_their_forms(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


def test_the_library_lists_statements_by_speaker_subject_and_date(library: Library) -> None:
    library.sync()
    library.read_statements()
    spoken = library.statements("Calder")
    assert {each.article.source for each in spoken} == {"harbour.txt"}
    assert {each.statement.speaker for each in spoken} == {"Ines Calder"}
    assert spoken == library.statements("Ines Calder")
    (valve,) = library.statements(about="the faulty valve")
    assert valve.statement.speaker == "Colin Webb" and valve.article.source == "verdict.html"
    dated = library.statements(outlets=["The Tarn Courier"])
    assert dated and {each.article.source for each in dated} == {"bridge.md"}


def test_a_stopped_reading_is_completed_by_the_next(
    folder: Path, open_library: Callable[[Path], Library]
) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    for n in range(20):
        (folder / f"{n}.txt").write_text(f"Ines Calder said that bridge {n} was closed to us all.")
    library = open_library(folder)
    library.sync()
    with pytest.raises(KeyboardInterrupt):
        library.read_statements(progress=stop)
    kept = kept_in(library.catalog)
    assert 0 < kept < 23
    library.read_statements()
    assert kept_in(library.catalog) == 23
    assert len(library.statements("Calder", about="bridge closed")) == 20


def kept_in(catalog: Catalog) -> int:
    from index.statements import KIND

    return len(catalog.notes(KIND))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ines Calder spoke to Tom Akande. She said that was all.", "Ines Calder"),
        ("Tom Akande met Ines Calder's brother John Calder. He said that was all.", "Tom Akande"),
        ("A guest, Colonel Tom Akande, was asked. He said that was all.", "Tom Akande"),
        ("Tom Akande left. A neighbour complained. He said that was all.", "He"),
        ("John Hill saw Tom Akande. He likes Akande. He said that was all.", "John Hill"),
        ('Tom Akande said: "I know John Hill." He said that was all.', "Tom Akande"),
        ("It was for John Hill to answer. He said that was all.", "He"),
    ],
)
def test_a_pronoun_is_the_last_subject_it_may_mean_or_nobody(
    read: Read, text: str, speaker: str
) -> None:
    [said] = [each for each in read(text) if each.content.startswith("that was all")]
    assert said.speaker == speaker and said.named == (speaker != "He")


FIRST = "Lena Obi said that the market of the town will close on Friday, as she was told."
READER = Reader()
PIECES = (
    "Lena Obi said ", "“", "”", '"', "that the market ", "will close", ". ", ", she said.", "\n\n",
    "[7] ", "\U0001f41f", "e\u0301", "\u202f", "The council told reporters it was late.",
)  # fmt: skip
SPEECH = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map(
    lambda pieces: clean("".join(pieces))
)


@settings(max_examples=60, deadline=None)
@given(SPEECH)
def test_what_is_given_stands_at_its_offsets_in_any_text(text: str) -> None:
    laid = lay_out(Article("a.txt", f"{FIRST}\n\n{text}"))
    whole = laid.article.text
    [found] = READER.read([(laid.article, laid.spans)])
    assert found
    for each in found:
        assert whole[each.content_start : each.content_end] == each.content
        assert all(each.content_start <= a < b <= each.content_end for a, b in each.parts)
        assert whole[each.cue_start : each.cue_end] and 0 <= each.speaker_start < each.speaker_end
        if not each.named:
            mention = re.sub("[\u201c\u201d]", '"', whole[each.speaker_start : each.speaker_end])
            said = re.sub("[\u201c\u201d]", '"', each.speaker)  # the parser reads plain marks
            assert mention.split() == said.split()
        assert each.speaker_end <= len(whole)


@settings(max_examples=60, deadline=None)
@given(SPEECH)
def test_a_citation_is_of_the_words_at_its_offsets_in_any_text(text: str) -> None:
    laid, citations = lay_out(Article("a.txt", text)), Citations()
    for span in laid.spans:
        assert citations.cite(laid.article, span.start, span.end) <= len(citations.all())
    assert [each.n for each in citations.all()] == list(range(1, len(laid.spans) + 1))
    for each in citations.all():
        assert text[each.start : each.end] == each.quote and each.quote.strip()
        assert text[: each.start].count("\n") + 1 == each.line


def test_parsers_of_a_process_read_at_the_same_time_what_each_reads_alone() -> None:
    names = [f"Zorvat{n}ik and Quellan{n}d" for n in range(400)]
    pieces = [
        (0, f"The {name} ferry sank, the harbour master of Port {name} said.") for name in names
    ]

    def parsed(_: int) -> list[tuple[list[str], list[str], list[int]]]:
        return [(tree.words, tree.deps, tree.heads) for tree in Parser().parse(pieces)]

    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(parsed, range(4))
    assert len(first) == len(pieces) and all(each == first for each in others)
