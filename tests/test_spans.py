import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Article
from index.readers import Metadata, read
from index.sandbox import Sandbox
from index.spans import LONGEST, Kind, Span, front_matter, split

PIECES = [
    "Honda", "the", "U.S.", "Inc.", "Mr.", "5 p.m.", "said.", "No?", "\u201cWe", "will\u201d",
    '"No,"', "\n", "\n\n", "\n# Head\n", "\r", "\t", "\x0c", "\x1c", "\u00a0", "\u2028", "- item\n",
    "\u3000", "e\u0301", "\u0130", "\U0001f1ef\U0001f1f5", "\u4e2d\u6587\u3002",
    "Related stories\n", "Comments\n", "a > b > c\n", "(Kyodo)\n", "---\n", "x.jpg\n",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=80).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=80).map(" ".join),
)


def sentences(text: str, *kinds: Kind) -> list[str]:
    spans = split(text, body=front_matter(text))
    return [text[s.start : s.end] for s in spans if not kinds or s.kind in kinds]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.kind.name) for s in split(text)]


@settings(max_examples=250, deadline=None, derandomize=True)
@given(TEXTS)
def test_spans_are_ordered_apart_and_cover_every_word_of_the_body(text: str) -> None:
    body = front_matter(text)
    spans = split(text, body=body)
    at = body
    for span in spans:
        words = text[span.start : span.end]
        assert at <= span.start < span.end
        assert words == words.strip()
        assert not text[at : span.start].strip()
        assert len(words) <= LONGEST
        at = span.end
    assert not text[at:].strip()
    paragraphs = [span.paragraph for span in spans]
    assert paragraphs == sorted(paragraphs)


@pytest.mark.parametrize("name", ["harbour.txt", "bridge.md"])
def test_the_file_itself_has_each_sentence_at_its_offsets(folder: Path, name: str) -> None:
    article = _read(folder / name)
    written = (folder / name).read_text(encoding="utf-8")
    spans = split(article.text, body=front_matter(article.text))
    found = [written[span.start : span.end] for span in spans]
    assert found == [article.text[span.start : span.end] for span in spans]
    assert written[: spans[0].start].strip() == written[: front_matter(written)].strip()
    assert "".join("".join(found).split()) == "".join(written[front_matter(written) :].split())


def test_offsets_count_front_matter(folder: Path) -> None:
    written = (folder / "bridge.md").read_text(encoding="utf-8")
    article = _read(folder / "bridge.md")
    [span] = [s for s in _spans(article) if "Lorries" in article.text[s.start : s.end]]
    assert span.start == written.index("Lorries")
    assert written[span.start : span.end].endswith("ramp is finished.")
    assert not any("Lena Obi" in article.text[s.start : s.end] for s in _spans(article))


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_offsets_count_line_endings_as_text_mode_reads_them(folder: Path, ending: str) -> None:
    path = folder / "bridge.md"
    path.write_bytes(path.read_bytes().replace(b"\n", ending.encode()))
    article = _read(path)
    written = path.read_text(encoding="utf-8")
    found = [written[span.start : span.end] for span in _spans(article)]
    assert found == [article.text[span.start : span.end] for span in _spans(article)]
    assert "The bridge cost 38 million pounds, 6 million more than planned." in found
    assert article.outlet == "The Tarn Courier"


def test_a_line_break_in_unicode_is_no_line_break_in_the_file() -> None:
    text = "The council met\u2028in March. It voted\x85twice.\n"
    assert sentences(text) == ["The council met\u2028in March.", "It voted\x85twice."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Brackley Mill Inc. was fined on Feb. 12 by a court in Eastvale.",
        "The U.S. Navy wants the site, the council said.",
        "Mr. Akande and Dr. Finch met Gen. Hale in St. Ives.",
        "The vote ended at 5 p.m. on Tuesday after a long debate.",
        "Nissan Motor Co. is in talks with Honda Motor Co. on parts.",
        "It cost $4.2 million, or 3.1 percent more than planned.",
        "Sen. Ada Marsh, D-Ohio, voted against it.",
        "Ada Marsh, R-Minn. told the hall that it was late.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert sentences(f"The council met. {sentence} Nobody objected to it.") == [
        "The council met.",
        sentence,
        "Nobody objected to it.",
    ]


@pytest.mark.parametrize(
    "quotation",
    [
        '"We are sad. We will go on," Mayor Calder said.',
        "\u201cIt was a long day. We were tired. Nobody came,\u201d she told the council.",
        'Mayor Calder said: "It is over. The market is closed."',
        '"Will it open? Yes!" he said.',
    ],
)
def test_a_quotation_is_not_cut_in_the_middle(quotation: str) -> None:
    text = f"The council voted on Tuesday. {quotation} The crowd then left the hall."
    assert sentences(text) == [
        "The council voted on Tuesday.",
        quotation,
        "The crowd then left the hall.",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("\u201cWhy now?\u201d Ines Calder asked on Monday.", 1),
        ('"It is a disgrace!" Calder wrote on Twitter.', 1),
        ("\u201cWhy now?\u201d Calder paused for a while.", 2),
        ("\u201cWhy now?\u201d He explained: \u201cIt is too late for it.\u201d", 2),
        ("\u201cWhy now?\u201d Calder said that it was too late.", 2),
    ],
)
def test_who_asked_belongs_to_the_question_in_quotation_marks(text: str, sentences: int) -> None:
    assert len(split(text)) == sentences


def test_a_quotation_that_goes_on_in_the_next_paragraph_is_not_cut() -> None:
    text = (
        "\u201cNobody knows it better than we do. Our stalls have been here for a century.\n\n"
        "\u201cWe will go to court,\u201d he said. The crowd then left the hall.\n"
    )
    assert sentences(text) == [
        "\u201cNobody knows it better than we do. Our stalls have been here for a century.",
        "\u201cWe will go to court,\u201d he said.",
        "The crowd then left the hall.",
    ]


def test_a_quotation_left_open_does_not_swallow_the_article() -> None:
    text = "\u201cIt is over. " + "The council voted again on the plan. " * 60
    assert len(sentences(text)) > 40


def test_lines_wrapped_at_a_width_are_one_paragraph() -> None:
    text = (
        "The council voted on Tuesday to close the fish\n"
        "market on Quay Street, after a debate that had\n"
        "lasted until midnight. Stall holders said they\n"
        "would appeal.\n\n"
        "The hall was full.\n"
    )
    assert sentences(text) == [
        "The council voted on Tuesday to close the fish\nmarket on Quay Street, "
        "after a debate that had\nlasted until midnight.",
        "Stall holders said they\nwould appeal.",
        "The hall was full.",
    ]
    assert [span.paragraph for span in split(text)] == [0, 0, 1]


def test_a_sentence_that_goes_on_in_the_next_line_is_one() -> None:
    rest = 'fewer than 90 passengers a day," Mayor Ingrid Solheim said after the vote in the hall. '
    text = (
        f'"The ferry costs us 4.2 million kroner a year, and carried\n{rest}"We cannot go on so."\n'
    )
    assert [span.paragraph for span in split(text)] == [0, 0]
    assert sentences(text)[1] == '"We cannot go on so."'


def test_lines_that_are_paragraphs_are_not_joined() -> None:
    text = "The council voted to close the market.\nStall holders said they would appeal.\n"
    assert [span.paragraph for span in split(text)] == [0, 1]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("File photo: Porters unload herring on Quay Street.", "CAPTION"),
        ("Combined photo shows the logos of Nissan (top) and Honda. (Kyodo)", "CAPTION"),
        ("The badges of both firms, seen in Tokyo. (Getty Images)", "CAPTION"),
        ("Photo by Jane Roe", "CAPTION"),
        ("FILE - In this Dec. 10, 2018, file photo Ann Lund speaks in Tarn.", "CAPTION"),
        ("Image copyright Agency Image caption The ship in the harbour of Tarn.", "CAPTION"),
        (f"{'The ship lies in the harbour, ' * 12}it is said (AP Photo/Jane Roe)", "CAPTION"),
        ("The mayor, whose photo (AP had it) is gone, left Tarn at noon on Sunday.", "BODY"),
        ("(RELATED: Ship leaves harbour of Tarn)", "CHROME"),
        ("Home > News > Auto", "CHROME"),
        ("Harbour Wire > News > Port Elder", "CHROME"),
        ("Eastvale Post \u00bb Courts", "CHROME"),
        ("fish-market_2024.jpg", "CHROME"),
        ("https://harbourwire.example/fish", "CHROME"),
        ("Leave a comment", "CHROME"),
        ("3 Comments", "CHROME"),
        ("Notify of", "CHROME"),
        ("No Comments on Council votes to close fish market", "CHROME"),
        ("Published Categorized as Cars No Comments on Nissan and Honda", "CHROME"),
        ("Sign up for our newsletter", "CHROME"),
        ("\u00a9 2024 Harbour Wire, all rights reserved", "CHROME"),
        ("Advertisement", "CHROME"),
        ("Related stories", "CHROME"),
        ("# Council votes to close fish market", "HEADING"),
        ("Why the market closes", "HEADING"),
        ("Profits rose > 4 percent, he said in a note to staff on Tuesday morning.", "BODY"),
        ("The photo shows the mayor at the hall, which the police say proves it.", "BODY"),
        ("Comments by the mayor angered the stall holders on Tuesday.", "BODY"),
        ("Home prices in Port Elder fell in March.", "BODY"),
    ],
)
def test_a_line_is_marked_for_what_it_is(line: str, kind: str) -> None:
    text = f"The council met on Tuesday.\n\n{line}\n\nIt voted to close the market.\n"
    assert kinds(text) == [
        ("The council met on Tuesday.", "BODY"),
        (line, kind),
        ("It voted to close the market.", "BODY"),
    ]


def test_headlines_of_other_articles_are_related_until_the_body_goes_on() -> None:
    text = (
        "The council met on Tuesday.\n\nRelated stories\nFish prices rise again\n"
        "Harbour to be dredged\n\nIt voted to close the market.\n\nWhat comes next\n"
    )
    assert [kind for _, kind in kinds(text)] == [
        "BODY", "CHROME", "RELATED", "RELATED", "BODY", "HEADING",
    ]  # fmt: skip


def test_the_title_is_a_heading_even_when_it_ends_like_a_sentence() -> None:
    text = "Council to market: it is over.\n\nThe council met on Tuesday.\n"
    assert split(text)[0].kind is Kind.BODY
    assert split(text, title="Council to market: it is over.")[0].kind is Kind.HEADING


def test_a_sentence_without_end_is_cut_at_a_space() -> None:
    text = "herring " * 1000
    found = sentences(text)
    assert len(found) > 1
    assert {word for sentence in found for word in sentence.split()} == {"herring"}


def test_front_matter_ends_at_its_second_fence() -> None:
    assert front_matter("---\ntitle: A\n---\nBody.\n") == len("---\ntitle: A\n---\n")
    assert front_matter("---\ntitle: A\n---") == len("---\ntitle: A\n---")
    assert front_matter("Body.\n---\ntitle: A\n---\n") == 0
    assert front_matter("---\ntitle: A\n") == 0


@pytest.mark.parametrize(
    "text",
    [
        (">" * 199 + "\n") * 50,
        "\u00bb \u00bb" * 60 + " \n",
        "\u201c" * 150_000,
        "\u4e2d\u6587\u3002" * 50_000,
        "(" * 100_000,
        "a.b." * 50_000,
    ],
    ids=["arrows", "guillemets", "quotes", "chinese", "brackets", "dots"],
)
def test_a_hostile_text_is_split_in_seconds(text: str) -> None:
    began = time.process_time()
    split(text)
    assert time.process_time() - began < 6


def test_a_long_paragraph_is_split_as_a_short_one_is() -> None:
    sentence = "The council of St. Ives Inc. voted on Feb. 12 to close the market."
    found = sentences(" ".join([sentence] * 500))
    assert found == [sentence] * 500


def _read(path: Path) -> Article:
    return read(path, path.name, Metadata(), Sandbox())


def _spans(article: Article) -> list[Span]:
    return split(article.text, body=front_matter(article.text), title=article.title)


def test_what_points_to_another_article_in_a_paragraph_is_chrome_alone() -> None:
    text = (
        "The ship left the harbour of Tarn on Sunday with all who had waited there since the storm "
        "that broke its mast. It will be back next week. (RELATED: A ship comes home)"
    )
    found = [(text[s.start : s.end], s.kind.name) for s in split(text)]
    assert [kind for _, kind in found] == ["BODY", "BODY", "CHROME"]
    assert found[-1][0] == "(RELATED: A ship comes home)"
