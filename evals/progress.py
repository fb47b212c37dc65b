"""A progress bar on a terminal."""

from typing import Any


class Bar:
    """Shown once there is something to count."""

    def __init__(self, unit: str) -> None:
        self._unit, self.total = unit, 0
        self._bar: Any = None

    def to(self, done: int, total: int = 0) -> None:
        """So many are done, of `total` or of the number set before."""
        from tqdm import tqdm

        if self._bar is None:
            self._bar = tqdm(total=total or self.total, unit=self._unit, disable=None)
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()
