"""How the page looks to people: contrast, labels, dark, narrow; axe-core as the judge."""

import hashlib
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("axe_playwright_python", reason="axe-core comes with its wheel: make browser")

from evals.browsing import Window
from evals.torture.serving import serving

# Warnings of Gradio's own, in the server's threads, would be errors of the page.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

Opens = Callable[..., Window]
AXE = "84494fec757e4710dc751c8d7a636e457f4532f08f85c86dc9070133fbff53bc"
"""SHA-256 of axe-core 4.12.1, as the wheel axe-playwright-python 0.1.8 has it."""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDE, NARROW = {"width": 1600, "height": 900}, {"width": 390, "height": 800}
STATES = [
    pytest.param(size, scheme, id=f"{size['width']}-{scheme}")
    for size in (WIDE, NARROW)
    for scheme in ("light", "dark")
]
DISAGREE = "Which organisation does Seiji Sugiura work for?"


@pytest.fixture(scope="module")
def axe() -> str:
    data = (files("axe_playwright_python") / "axe.min.js").read_bytes()
    assert hashlib.sha256(data).hexdigest() == AXE
    return data.decode()


def serious(window: Window, axe: str) -> list[str]:
    """What axe-core finds that is serious or worse, a line each with where it stands."""
    window.page.evaluate(axe)
    window.settled()
    # In a narrow window the question box stays in view, over what has not been scrolled up yet.
    window.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    found: dict[str, Any] = window.page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize(("size", "scheme"), STATES)
def test_axe_finds_nothing_serious_in_any_main_state(
    window: Opens, axe: str, size: dict[str, int], scheme: str
) -> None:
    opened = window(viewport=size, color_scheme=scheme)
    assert serious(opened, axe) == []
    opened.ask("What is Volkswagen's battery plan?")
    assert serious(opened, axe) == []
    opened.ask(DISAGREE)
    opened.press(opened.marks()[-1])
    assert serious(opened, axe) == []
    if size == NARROW:  # where the article covers the page
        opened.page.click("#reading button.back")
    opened.page.click("#filters button")
    assert serious(opened, axe) == []
    for tab in opened.page.locator("#tabs button[role=tab]:visible").all()[1:]:
        tab.click()
        assert serious(opened, axe) == []
    opened.tab("compare")
    for view in opened.page.locator("#views button[role=tab]:visible").all()[1:]:
        view.click()
        assert serious(opened, axe) == []


def test_axe_finds_nothing_serious_where_there_are_no_articles(
    window: Opens, desk: Callable[..., Any], axe: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    opened = window(desk(tmp_path / "empty").address)
    opened.page.wait_for_selector("#tries >> text=No articles yet")
    opened.ask("Anything?")
    assert serious(opened, axe) == []
    opened.tab("articles")
    assert serious(opened, axe) == []


@pytest.mark.parametrize(("size", "scheme"), STATES)
def test_axe_finds_nothing_serious_in_the_choice_of_a_writer_and_in_the_form_for_an_outlet(
    window: Opens, desk: Callable[..., Any], axe: str, size: dict[str, int], scheme: str
) -> None:
    with serving() as server:
        opened = window(desk(model=server.spec).address, viewport=size, color_scheme=scheme)
        opened.page.click("#filters button")
        opened.page.wait_for_selector("#writer input")
        assert serious(opened, axe) == []
        opened.tab("articles")
        opened.page.locator("#collection button.edit").first.click()
        opened.page.wait_for_selector("#correct-outlet textarea:focus")
        assert serious(opened, axe) == []
        form = opened.page.locator("#correcting")
        assert form.count() == 1  # and so one frame
        for button in form.locator("button").all():
            padding, corner = button.evaluate(
                "b => [getComputedStyle(b).paddingLeft, getComputedStyle(b).borderRadius]"
            )
            assert float(padding.removesuffix("px")) >= 8 and corner != "0px"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chosen_writer_is_seen_to_be_chosen_under_the_pointer_and_by_the_keyboard(
    window: Opens, desk: Callable[..., Any], scheme: str
) -> None:
    with serving() as server:
        opened = window(desk(model=server.spec).address, color_scheme=scheme)
        opened.page.click("#filters button")
        chosen = opened.page.locator("#writer input:checked")
        for does in (chosen.hover, chosen.focus):
            does()
            opened.page.wait_for_timeout(300)  # what changes colour does so gradually
            ring, dot, around = chosen.evaluate(
                """input => [getComputedStyle(input).borderTopColor,
                  getComputedStyle(input).backgroundColor,
                  getComputedStyle(input.parentElement).backgroundColor]"""
            )
            assert contrast(ring, dot) >= 3 and contrast(ring, around) >= 3


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as a browser writes them (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        parts = [float(each) for each in re.findall(r"[\d.]+", colour)]
        assert parts[3:] in ([], [1.0]), f"{colour} is seen through"
        shares = [each / 255 for each in parts[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_a_box_that_has_the_focus_is_framed_and_nothing_around_it_is(window: Opens) -> None:
    opened = window()
    opened.page.click("#filters button")
    opened.page.focus("#outlets input")
    framed = opened.page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((each) => getComputedStyle(each).boxShadow.includes("inset"))
            .map((each) => each.closest("[id]").id)"""
    )
    assert framed == ["outlets"]


def test_the_page_follows_the_visitors_dark_mode(window: Opens) -> None:
    def ground(opened: Window) -> tuple[int, ...]:
        colour = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return tuple(int(each) for each in colour.strip("rgba()").split(",")[:3])

    assert max(ground(window(color_scheme="dark"))) < 64
    assert min(ground(window(color_scheme="light"))) > 192


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_is_cut_off_at_the_side(window: Opens, size: dict[str, int]) -> None:
    opened = window(viewport=size)
    opened.ask(DISAGREE)
    opened.press(opened.marks()[0])
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    cut = opened.page.evaluate(
        """() => [...document.querySelectorAll('#transcript p, #reading p, button')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.textContent.slice(0, 60))"""
    )
    assert cut == []


def test_in_a_narrow_window_a_mark_brings_its_words_into_view_and_leads_back(
    window: Opens,
) -> None:
    opened = window(viewport=NARROW, reduced_motion="reduce")
    opened.ask(DISAGREE)
    opened.press(opened.marks()[0])
    assert opened.seen("#cited")
    opened.page.click("#reading button.back")
    opened.until("() => document.activeElement?.matches('#transcript button.n')")
    assert opened.seen("#transcript button.n")


def test_in_a_narrow_window_an_article_covers_every_word_of_the_page(window: Opens) -> None:
    opened = window(viewport=NARROW)
    opened.ask(DISAGREE)
    opened.tab("compare")
    opened.page.wait_for_selector("#differ .card")
    opened.press(opened.page.locator("#differ .card button").first.get_attribute("value") or "")
    opened.page.wait_for_selector("body.reading-open #cited")
    shows: list[str] = opened.page.evaluate(
        """() => [...document.querySelectorAll("#working *, #masthead *")].filter((each) => {
          const box = each.getBoundingClientRect();
          const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return box.width && at && each.contains(at);
        }).map((each) => each.textContent)"""
    )
    assert shows == []


def test_in_a_narrow_window_what_is_in_use_stays_in_view(window: Opens) -> None:
    opened = window(viewport=NARROW, reduced_motion="reduce")
    for question in ("What has Honda said about the tie-up?", DISAGREE):
        opened.ask(question)
        opened.settled()
        assert opened.seen("#in-use .in-use")
        assert "Nothing leaves this machine." in opened.page.inner_text("#in-use")


def test_the_list_of_outlets_covers_no_other_filter(window: Opens) -> None:
    opened = window(viewport=WIDE)
    opened.ask(DISAGREE)
    before = opened.page.eval_on_selector("#conversation", "each => each.clientHeight")
    opened.page.click("#filters button")
    opened.page.click("#outlets input")
    opened.page.wait_for_selector("[role=option]")
    for box in ("From", "To"):
        field = opened.page.get_by_label(box, exact=True)
        assert field.evaluate(
            """field => {
              const { left, top, width, height } = field.getBoundingClientRect();
              return document.elementFromPoint(left + width / 2, top + height / 2) === field;
            }"""
        )
    after = opened.page.eval_on_selector("#conversation", "each => each.clientHeight")
    assert after > before * 0.75


def test_in_a_narrow_window_each_answer_comes_into_view_however_it_was_asked_for(
    window: Opens,
) -> None:
    opened = window(viewport=NARROW, reduced_motion="reduce")
    last = "#transcript .turn:last-of-type .question"
    for question in ("What has Honda said about the tie-up?", DISAGREE):
        opened.ask(question)
        opened.settled()
        assert in_view(opened, last)
    opened.tab("compare")
    opened.tab("when", "view")
    opened.page.wait_for_selector("#when .events")
    opened.page.locator("#when-head button.column").first.click()
    opened.until("() => document.querySelectorAll('#transcript .answer').length === 3")
    opened.settled()
    assert in_view(opened, last)
    opened.page.click("#masthead .toggle")
    opened.page.click("#new")
    opened.page.wait_for_selector("#transcript .turn", state="detached")
    opened.page.locator("#conversations button.title").first.click()
    opened.page.wait_for_selector("#transcript .turn")
    opened.settled()
    assert in_view(opened, last)


def in_view(window: Window, selector: str) -> bool:
    """Whether an element stands in the upper half of the window, and nothing lies over it."""
    top = window.page.eval_on_selector(selector, "each => each.getBoundingClientRect().top")
    return 0 <= top < NARROW["height"] / 2 and window.seen(selector)
