"""The tab that compares: each card, row, column and branch opens the words it stands for."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.answers import Answer, Citations, Disagreement, Sentence, Side
from assistant.desk import Assistant
from assistant.settings import Settings
from index import testimony
from index.articles import Article
from index.events import Event, Mention
from index.intervals import Interval, months, years
from index.library import Library
from index.origins import Origin
from index.statements import Statement

pytest.importorskip("nh3", reason="the page comes with dateline[web]")

from assistant.web.compare_cards import accounts, agreed_html, cards_html
from assistant.web.compare_origins import count_html, origins_html, relays_of
from assistant.web.compare_said import said_html
from assistant.web.compare_when import COLUMNS, events_html, plot, plot_html, question
from assistant.web.pages import SIZE, Last, part
from assistant.web.shelf import Shelf
from assistant.web.turns import opening

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:x) $$x$$ &lt;b&gt;"


class Page(HTMLParser):
    """What a browser would make of some HTML: its elements, its text, and what its buttons hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def values(self) -> list[str]:
        return [about["value"] or "" for tag, about in self.elements if tag == "button"]


def opened(html: str, articles: Sequence[Article]) -> list[str]:
    """The words that each button of some HTML opens."""
    shelf = Shelf(lambda: articles)
    found = [opening(value, (), shelf) for value in Page(html).values if value[0] == "a"]
    return [each.article.text[each.start : each.end] for each in found if each]


def told(source: str, outlet: str | None, day: date | None, text: str) -> Article:
    return Article(source, text, f"Title of {source}", outlet, None, day)


ONE = told("one.md", "Post", date(2024, 3, 13), "The fire injured 19 workers, the hospital said.")
TWO = told("two.md", "Courier", date(2024, 3, 12), "The fire injured 14 workers, it was said.")
THREE = told("three.md", None, None, "The fire injured 12 workers, a witness said.")


def differing(*articles: Article, values: Sequence[str]) -> Answer:
    """The answer that gives each of these articles as a side of its own."""
    citations = Citations()
    numbers = [citations.cite(each, 0, len(each.text)) for each in articles]
    quoted = " and ".join(f"\u201c{value}\u201d" for value in values)
    note = Sentence(
        f"The articles give different answers: {quoted}.", tuple(numbers), "stated by the search"
    )
    given = [*values, *[""] * len(articles)]
    sides = tuple(
        Side(each.text, (n,), value)
        for each, n, value in zip(articles, numbers, given, strict=False)
    )
    disagreement = Disagreement("How many were injured?", sides)
    return Answer("How many?", "", False, (note,), citations.all(), disagreements=(disagreement,))


def test_each_side_is_a_card_with_its_value_outlet_day_and_exact_words() -> None:
    answer = differing(ONE, TWO, values=("19", "14"))
    new, old = accounts(answer, answer.disagreements[0])
    assert (new.value, new.earlier, old.value, old.earlier) == ("19", False, "14", True)
    html = cards_html([answer], Shelf(lambda: [ONE, TWO]))
    page = Page(html)
    assert [about.get("class") for tag, about in page.elements if tag == "div"].count("card") == 2
    assert "Post 13 March 2024" in page.text and "Courier Earlier, 12 March 2024" in page.text
    assert opened(html, [ONE, TWO]) == [ONE.text, TWO.text]


def test_a_side_without_a_date_is_not_called_earlier() -> None:
    answer = differing(ONE, THREE, values=("19", "12"))
    assert [each.earlier for each in accounts(answer, answer.disagreements[0])] == [False, False]
    assert "three.md undated" in Page(cards_html([answer], Shelf(lambda: [ONE, THREE]))).text


def test_a_side_whose_value_is_not_known_has_none_on_its_card() -> None:
    answer = differing(ONE, TWO, values=("19",))
    assert [each.value for each in accounts(answer, answer.disagreements[0])] == ["19", None]


def test_the_last_answer_s_differences_come_first_and_a_gone_article_opens_nothing() -> None:
    answers = [differing(ONE, TWO, values=("19", "14")), differing(TWO, THREE, values=("14", "12"))]
    html = cards_html(answers, Shelf(lambda: [ONE, TWO]))
    assert html.index("witness") < html.index("hospital")
    assert len(Page(html).values) == 3
    assert cards_html([], Shelf(lambda: [])) == ""


def test_the_cards_of_a_real_answer_give_the_values_that_differ(tmp_path: Path) -> None:
    with_samples = Assistant.open(None, Settings(home=tmp_path))
    with_samples.sync()
    answer = with_samples.ask("Which organisation does Seiji Sugiura work for?")
    sides = accounts(answer, answer.disagreements[0])
    assert [each.value for each in sides] == [
        "Tokai Tokyo Research Institute",
        "Tokai Tokyo Intelligence Laboratory",
    ]
    assert [each.earlier for each in sides] == [False, True]
    same = with_samples.ask("How many electrified models does Nissan plan by fiscal 2030?")
    html = agreed_html(same, Shelf(with_samples.articles))
    assert "No different values" in html
    assert opened(html, with_samples.articles()) == [each.quote for each in same.citations]
    nothing = with_samples.ask("What did Toyota say about the talks?")
    assert "do not answer" in agreed_html(nothing, Shelf(with_samples.articles))
    with_samples.close()


def said(
    article: Article, words: str, kind: str = "direct", speaker: str = "Ann Reyes"
) -> testimony.Testimony:
    start = article.text.index(words)
    end = start + len(words)
    statement = Statement(
        speaker, "engineer", None, "said", words, kind, True, False,  # type: ignore[arg-type]
        0, 1, 0, 1, start, end, ((start, end),),
    )  # fmt: skip
    return testimony.Testimony(article, statement)


def test_a_row_says_who_how_and_where_and_opens_the_words() -> None:
    row = said(ONE, "The fire injured 19 workers", "indirect")
    html = said_html([row])
    text = Page(html).text
    for part_of in ("Ann Reyes", "engineer", "reported", "Post", "13 March 2024", "one.md:1"):
        assert part_of in text
    assert opened(html, [ONE]) == ["The fire injured 19 workers"]


def test_long_words_are_cut_in_the_row_and_opened_whole() -> None:
    article = told("long.txt", "Post", None, "word " * 300)
    html = said_html([said(article, article.text.strip())])
    assert len(Page(html).text) < 700
    assert opened(html, [article]) == [article.text.strip()]


def test_every_statement_of_a_library_is_a_row_that_opens_its_words(news_library: Library) -> None:
    found = news_library.statements()
    html = said_html(found)
    assert found
    assert opened(html, news_library.articles()) == [each.statement.content for each in found]


def test_what_was_looked_for_last_is_kept_until_the_values_or_the_index_change(
    library: Library, folder: Path
) -> None:
    library.sync()
    last, looks = Last[int](), list[int]()

    def look() -> int:
        looks.append(len(looks))
        return len(looks)

    assert [last.of(library, "a", look), last.of(library, "a", look)] == [1, 1]
    assert [last.of(library, "b", look), last.of(library, "a", look)] == [2, 3]
    (folder / "new.txt").write_text("New\n\nThe port met again.\n", encoding="utf-8")
    library.sync()
    assert last.of(library, "a", look) == 4


def event(interval: Interval, article: Article = ONE, bound: str = "in") -> Event:
    return Event(
        interval,
        Mention(article, 0, len(article.text), "", bound, ""),  # type: ignore[arg-type]
    )


def days(count: int, first: date = date(2024, 3, 1)) -> list[Event]:
    return [event(Interval(d, d)) for d in (first + timedelta(n) for n in range(count))]


def test_the_columns_hold_every_event_or_the_plot_says_how_many_it_leaves_out() -> None:
    for events in (
        days(3),
        days(90),
        [*days(30), event(Interval(date(1868, 1, 1), date(1868, 1, 1)))],
        [event(years(1900 + n)) for n in range(200)],
        [*days(5), event(months(2024, 4)), event(years(2025)), event(years(2030), bound="to")],
        [],
    ):
        drawn = plot(events)
        assert len(drawn.columns) <= COLUMNS
        held = sum(column.count for column in drawn.columns)
        assert held + drawn.before + drawn.after + drawn.unplaced == len(events)
        for one, next_one in zip(drawn.columns, drawn.columns[1:], strict=False):
            assert one.interval.last + timedelta(1) == next_one.interval.first


def test_one_old_event_does_not_flatten_the_rest() -> None:
    drawn = plot([*days(30), event(Interval(date(1868, 1, 1), date(1868, 1, 1)))])
    assert drawn.unit == "day" and len(drawn.columns) == 30 and drawn.before == 1


def test_a_column_asks_about_its_days() -> None:
    assert question(Interval(date(2024, 3, 15), date(2024, 3, 15))) == (
        "What happened on 15 March 2024?"
    )
    assert question(months(2024, 3)) == "What happened in March 2024?"
    assert question(years(2024)) == "What happened in 2024?"
    assert question(Interval(date(2024, 3, 1), date(2024, 3, 15))) is None
    page = Page(plot_html(days(3)))
    assert page.values[0] == "ask:What happened on 1 March 2024?" and len(page.values) == 3
    assert "1 March 2024: 1 event" in page.text
    assert plot_html([]) == ""


def test_every_column_of_a_few_is_named_and_of_many_the_first_and_the_last() -> None:
    few, many = plot_html(days(3)), plot_html(days(30))
    assert "".join(f"<span>{n} March 2024</span>" for n in (1, 2, 3)) in few
    assert "<span>1 March 2024</span><span>30 March 2024</span>" in many
    assert "at most 1 in one" in Page(few).text


def test_a_few_columns_have_their_counts_and_many_the_highest_to_scale() -> None:
    few, many = plot_html(days(3)), plot_html(days(30))
    assert few.count('<span class="count">1</span>') == 3 and 'class="scale"' not in few
    assert '<p class="scale">1</p>' in many and 'class="count"' not in many


def test_an_event_gives_its_days_and_opens_its_words() -> None:
    one = Event(months(2024, 3), event(years(2024)).mention, (event(years(2024), TWO).mention,))
    html = events_html([one])
    assert "March 2024" in Page(html).text and "Courier, two.md:1" in Page(html).text
    assert opened(html, [ONE, TWO]) == [ONE.text, TWO.text]
    assert "ask:What happened in March 2024?" in Page(html).values
    by = Event(years(2029), event(years(2029), bound="to").mention)
    assert not [value for value in Page(events_html([by])).values if value.startswith("ask:")]


def test_an_origin_s_branches_open_at_the_words_that_show_it(tmp_path: Path) -> None:
    with_samples = Assistant.open(None, Settings(home=tmp_path))
    with_samples.sync()
    library = with_samples.library
    origins = library.origins()
    html = origins_html(origins, relays_of(library))
    assert "Nikkei" in html
    shown = opened(html, library.articles())
    reasons = " ".join(reason for origin in origins for reason in origin.reasons)
    assert shown and all(" ".join(words.split()) in reasons for words in shown)
    assert len(shown) == sum(len(origin.articles) for origin in origins)
    assert "5 articles, 4 independent origins" in Page(count_html(5, origins)).text
    with_samples.close()


def test_copies_are_told_with_the_part_that_they_share() -> None:
    reason = "one.md and two.md share 82% of the shorter one's text"
    html = origins_html([Origin((ONE, TWO), None, (reason,))], lambda _: None)
    text = Page(html).text
    assert "2 copies of one text" in text and "82%" in text and "Title of one.md" in text


def test_markup_in_what_is_compared_is_text_and_nothing_else() -> None:
    bad = Article(HOSTILE, f"{HOSTILE} said 19.", HOSTILE, HOSTILE, HOSTILE, date(2024, 3, 1))
    worse = Article(HOSTILE + "2", f"{HOSTILE} said 14.", HOSTILE, HOSTILE, None, None)
    answer = differing(bad, worse, values=(HOSTILE, "14"))
    shelf = Shelf(lambda: [bad, worse])
    for html in (
        cards_html([answer], shelf),
        agreed_html(answer, shelf),
        said_html([said(bad, HOSTILE, speaker=HOSTILE)]),
        events_html([event(years(2024), bad)]),
        origins_html([Origin((bad, worse), HOSTILE, (HOSTILE,))], lambda _: None),
    ):
        page = Page(html)
        assert HOSTILE in page.text
        assert not {tag for tag, _ in page.elements} & {"script", "img", "a", "style"}
        named = {name for _, about in page.elements for name in about}
        assert named <= {"class", "type", "value", "scope"}
        assert not re.search(r"[\r\n]", html)


def test_every_row_of_a_long_list_is_on_exactly_one_page() -> None:
    for total in (0, 1, SIZE, SIZE + 1, 10 * SIZE - 1):
        shown = [part(total, page) for page in range((total + SIZE - 1) // SIZE)]
        assert [n for each in shown for n in range(each.first, each.last)] == list(range(total))
        assert part(total, 99).last == total and part(total, -5).first == 0
    assert str(part(1234, 1)) == "41\u201380 of 1,234"
