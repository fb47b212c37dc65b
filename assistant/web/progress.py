"""How far work in the background is: a bar, counts, rate and time left."""

from assistant.background import Work
from assistant.web.sanitise import element, sanitised

_DOING = {"indexing": "Indexing", "reading": "Reading who said what"}


def progress_html(work: Work | None, waiting: int = 0) -> str:
    """The bar and a line of words. Before it is begun, how many articles wait."""
    if work is None or not work.total:
        left = (
            f"{waiting:,} {'article' if waiting == 1 else 'articles'} to read. " if waiting else ""
        )
        doing = _DOING[work.doing] if work else "Starting"
        return sanitised(element("div", element("p", f"{left}{doing}\u2026", "aside"), "work"))
    said = f"{_DOING[work.doing]}: {work.done:,} of {work.total:,} articles"
    if work.rate:
        said += f", {work.rate:.1f} a second" if work.rate < 10 else f", {work.rate:.0f} a second"
    if work.left:
        said += f", {_time(work.left)} left"
    bar = f'<progress value="{work.done}" max="{work.total}">{work.done} of {work.total}</progress>'
    told = element("p", f"{said}. Questions are answered meanwhile.")
    return sanitised(element("div", bar + told, "work"))


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
