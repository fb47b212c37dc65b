"""How far work in the background is: a bar, counts, rate and time left."""

from assistant.background import Background, Work
from assistant.web.render import notice_html
from assistant.web.sanitise import element, sanitised

_DOING = {"indexing": "Indexing", "reading": "Reading who said what"}
_MEANWHILE = {
    "indexing": "Questions are answered from what is indexed so far.",
    "reading": "Questions are answered meanwhile.",
}


def progress_html(work: Work) -> str:
    """The bar and a line of words."""
    said = f"{_DOING[work.doing]}: {work.done:,} of {work.total:,} articles"
    if work.done >= work.total:
        said += "; looking for copies and days in them" if work.doing == "indexing" else ""
    elif work.rate:
        said += f", {work.rate:.1f} a second" if work.rate < 10 else f", {work.rate:.0f} a second"
    elif work.done < work.read < work.total:
        said += f", {work.read:,} read"
    if work.left:
        said += f", {_time(work.left)} left"
    bar = f'<progress value="{work.done}" max="{work.total}">{work.done} of {work.total}</progress>'
    told = element("p", f"{said}. {_MEANWHILE[work.doing]}")
    return sanitised(element("div", bar + told, "work"))


def going_on_html(background: Background) -> str:
    """What is known to go on, or what holds it up; nothing where all is done or just begun."""
    work = background.work
    if background.busy:
        return progress_html(work) if work and work.total else ""
    if background.held_up and background.problem:
        return notice_html(f"{background.problem}; until then this answers from what is indexed")
    return notice_html(background.problem) if background.problem else ""


def so_far(background: Background, articles: int) -> str:
    """What an answer out of so many articles lacks while more are indexed; nothing otherwise.

    Articles that have no vectors yet are of the more; with none that has any a question waits.
    """
    work = background.work
    left = work.total - work.done if work and work.doing == "indexing" else 0
    if not left:
        return ""
    if not articles:
        return f"Answered from the first that were indexed, of {left:,} to come."
    of = "1 article" if articles == 1 else f"{articles:,} articles"
    return (
        f"Answered from {of}, while {left:,} more {'was' if left == 1 else 'were'} to be indexed."
    )


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
