"""How far a model's verdicts agree with people's, kept in `agreement.json` by the model's spec."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from evals import intervals, metrics, summary
from evals.baseline import BaselineError, Figure
from evals.model_judge import PROMPT
from evals.rows import Row

KEPT = Path(__file__).parent / "agreement.json"
COMMAND = "dateline-eval judge-agreement --judge SPEC --set wice PATH --keep"


class Agreement(BaseModel):
    """A model against people's labels on the claims of one set, each figure with its 95 % interval.

    `kappa` is agreement beyond chance (Cohen 1960); `auroc` the chance that a claim which people
    found supported has the higher score; `prompt` the hash of the question that was put.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    set: str
    prompt: str
    accuracy: Figure
    kappa: Figure
    auroc: Figure

    def __str__(self) -> str:
        return (
            f"agreement with people on the {self.accuracy.n} claims of {self.set}: "
            f"Cohen's kappa {_shown(self.kappa)}, accuracy {_shown(self.accuracy)}, "
            f"AUROC {_shown(self.auroc)}"
        )


class _Kept(RootModel[dict[str, Agreement]]):
    pass


def measured(name: str, rows: Sequence[Row]) -> Agreement:
    """Over the rows of a model that judged the claims of the set of that name."""
    return Agreement(
        set=name,
        prompt=PROMPT,
        accuracy=_figure(rows, _accuracy),
        kappa=_figure(rows, _kappa),
        auroc=_figure(rows, summary.auroc),
    )


def keep(path: Path, spec: str, found: Agreement) -> None:
    """Write it down for a model; those of other models stay. Raises BaselineError."""
    kept = (read(path) if path.exists() else {}) | {spec: found}
    plain = {name: each.model_dump(exclude_none=True) for name, each in sorted(kept.items())}
    path.write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, Agreement]:
    """By the model's spec. Raises BaselineError."""
    try:
        return _Kept.model_validate_json(path.read_text(encoding="utf-8")).root
    except OSError as error:
        raise BaselineError(f"{path} cannot be read ({error.strerror})") from error
    except ValidationError as error:
        raise BaselineError(f"{path} holds no agreement: {error.errors()[0]['msg']}") from error


def known(path: Path, spec: str) -> str:
    """What is known of a model that judges, in words. Raises BaselineError."""
    found = (read(path) if path.exists() else {}).get(spec)
    if found is None or found.prompt != PROMPT:
        return f"its agreement with people has not been measured: {COMMAND}"
    return str(found)


def _figure(rows: Sequence[Row], statistic: Callable[[Sequence[Row]], float]) -> Figure:
    return Figure.of(intervals.of(rows, statistic))


def _labels(rows: Sequence[Row]) -> tuple[list[bool], list[bool]]:
    return [row.case.answerable for row in rows], [not row.abstained for row in rows]


def _accuracy(rows: Sequence[Row]) -> float:
    return metrics.mean([float(a == b) for a, b in zip(*_labels(rows), strict=True)])


def _kappa(rows: Sequence[Row]) -> float:
    return metrics.kappa(*_labels(rows))


def _shown(figure: Figure) -> str:
    if figure.low is None:
        return f"{figure.mean:.3f}"
    return f"{figure.mean:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
