"""The means that a change must not lower, kept in `baseline.json`."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from evals.cases import Case
from evals.intervals import Interval
from evals.record import hash_of
from evals.summary import LOWER_IS_BETTER, METRICS, Mean

BUNDLED = Path(__file__).parent / "baseline.json"
SLACK = 0.0005
"""Figures are kept to three decimals."""


class BaselineError(Exception):
    """The baseline file cannot be used."""


class Figure(BaseModel):
    """A mean, its 95 % interval where it has one, and how many rows it is over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mean: float
    n: int
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, interval: Interval) -> "Figure":
        """To three decimals."""
        known = interval.low == interval.low
        return cls(
            mean=round(interval.value, 3),
            n=interval.n,
            low=round(interval.low, 3) if known else None,
            high=round(interval.high, 3) if known else None,
        )


class Kept(BaseModel):
    """Figures by the metric's name, and what they are of: a hash of the cases, and how many."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cases: str
    n: int
    figures: dict[str, Figure]


class Baseline(RootModel[dict[str, Kept]]):
    """By the name of a file of cases, of a folder of stories or of a public set."""


def read(path: Path) -> dict[str, Kept]:
    """All that a baseline file holds. Raises BaselineError."""
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8")).root
    except OSError as error:
        raise BaselineError(f"{path} cannot be read ({error.strerror})") from error
    except ValidationError as error:
        raise BaselineError(
            f"{path} holds no figures that this release keeps ({error.errors()[0]['msg']}); remove "
            "it and keep them anew"
        ) from error


def figures_of(path: Path, name: str, cases: Sequence[Case]) -> dict[str, Figure]:
    """What was kept of these very cases. Raises BaselineError."""
    kept = read(path).get(name)
    if kept is None:
        raise BaselineError(f"{path} has no figures for {name}")
    if kept.cases != hash_of(cases):
        raise BaselineError(
            f"{path} has the figures of {kept.n} other cases called {name}: keep those of these "
            f"{len(cases)} with --keep FILE"
        )
    return kept.figures


def keep(path: Path, name: str, cases: Sequence[Case], means: Sequence[Mean]) -> None:
    """Write these figures of these cases down; what is kept under other names stays."""
    kept = read(path) if path.exists() else {}
    figures = {mean.name: Figure.of(mean.interval) for mean in means}
    kept[name] = Kept(cases=hash_of(cases), n=len(cases), figures=figures)
    plain = {name: of.model_dump(exclude_none=True) for name, of in sorted(kept.items())}
    path.write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")


def table(path: Path) -> str:
    """The kept figures as a Markdown table, for the README: mean, 95 % interval and n."""
    kept = {name: of.figures for name, of in read(path).items()}
    lines = ["| figure | " + " | ".join(kept) + " |", "|---|" + "---|" * len(kept)]
    for metric in METRICS:
        if any(metric.name in of for of in kept.values()):
            cells = [_cell(of.get(metric.name)) for of in kept.values()]
            lines.append(f"| {metric.name.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def meanings(path: Path) -> str:
    """What each figure of the table says, as a Markdown list."""
    kept = {name: of.figures for name, of in read(path).items()}
    return "\n".join(
        f"- {metric.name.replace('_', ' ')}: {metric.says}"
        f"{'; lower is better' if metric.lower_is_better else ''}"
        for metric in METRICS
        if any(metric.name in of for of in kept.values())
    )


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return ""
    between = f" [{figure.low:.2f}, {figure.high:.2f}]" if figure.low is not None else ""
    return f"{figure.mean:.3f}{between} (n={figure.n})"


def worse(kept: dict[str, Figure], means: Sequence[Mean]) -> list[str]:
    """A sentence for each mean that is worse than the one kept, or missing."""
    found = {mean.name: mean.value for mean in means}
    complaints = []
    for name, figure in kept.items():
        was = figure.mean
        now = found.get(name)
        if now is None:
            complaints.append(f"{name} was {was:.3f} and is not measured any more")
        elif name in LOWER_IS_BETTER and now > was + SLACK:
            complaints.append(f"{name} was {was:.3f} and is now {now:.3f}: it rose")
        elif name not in LOWER_IS_BETTER and now < was - SLACK:
            complaints.append(f"{name} was {was:.3f} and is now {now:.3f}: it fell")
    return complaints
