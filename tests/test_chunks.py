from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunks import LENGTH, chunk
from index.spans import Kind, Span, split

LINES = st.sampled_from(
    [
        "The council voted on Tuesday to close the market. Stall holders will appeal.",
        "Related stories",
        "Fish prices rise again",
        "Leave a comment",
        "File photo: Porters on Quay Street. (Harbour Wire)",
        "# Council votes",
        "\u201cWe have run out of road,\u201d she said. \u4e2d\u6587\u3002 \U0001f41f caf\u00e9.",
        "herring " * 60,
        "",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=40).map("\n".join),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXTS, st.integers(min_value=1, max_value=1200))
def test_chunks_are_whole_sentences_in_order_and_without_chrome(text: str, length: int) -> None:
    spans = split(text)
    chunks = chunk(spans, length=length)
    inside = [n for part in chunks for n in range(part.first, part.last + 1)]
    assert inside == [n for n, span in enumerate(spans) if span.kind is not Kind.CHROME]
    for part in chunks:
        assert (part.start, part.end) == (spans[part.first].start, spans[part.last].end)
        assert part.end - part.start <= length or part.first == part.last
        between = text[part.start : part.end]
        words = [text[s.start : s.end] for s in spans[part.first : part.last + 1]]
        assert "".join(between.split()) == "".join("".join(words).split())


def test_sentences_are_put_together_up_to_the_length() -> None:
    text = "The council voted to close the market. " * 100
    parts = chunk(split(text))
    assert all(LENGTH - 40 < part.end - part.start <= LENGTH for part in parts[:-1])


def test_a_sentence_longer_than_a_chunk_stands_alone() -> None:
    spans = [Span(0, 10, Kind.BODY, 0), Span(11, 80, Kind.BODY, 0), Span(81, 90, Kind.BODY, 0)]
    assert [(part.first, part.last) for part in chunk(spans, length=30)] == [(0, 0), (1, 1), (2, 2)]


def test_no_chunk_reaches_across_chrome() -> None:
    text = "The council met.\n\nLeave a comment\n\nIt voted to close the market.\n"
    parts = chunk(split(text))
    assert [text[part.start : part.end] for part in parts] == [
        "The council met.",
        "It voted to close the market.",
    ]


def test_an_article_of_chrome_has_no_chunks() -> None:
    assert chunk(split("Leave a comment\n\nShare this\n")) == []
    assert chunk([]) == []
