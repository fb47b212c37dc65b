"""Token vectors as they are kept: 64 bytes each, turned to the leading axes of news text."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Narrow = NDArray[np.uint8]
"""Token vectors as they are kept: shape (t, 64), four bits for each of 128 coordinates."""


@dataclass(frozen=True, slots=True)
class Axes:
    """`turn` (384, 128); the mean and the step of each coordinate (128,)."""

    turn: Vectors
    mean: Vectors
    step: Vectors

    @classmethod
    def load(cls, path: Path) -> "Axes":
        """From a file of numpy's: the turn, and below it the mean and the step."""
        rows = np.load(path).astype(np.float32)
        return cls(turn=rows[:-2], mean=rows[-2], step=rows[-1])

    def narrow(self, vectors: Vectors) -> Narrow:
        """Unit token vectors (t, 384) as (t, 64) bytes, to be read with `widen`.

        They are turned to the 128 leading principal axes of news text, made unit length and
        rounded to 15 steps of 0.4 standard deviations on each; their own length is of no account.
        """
        turned = unit(vectors @ self.turn)
        steps = np.clip(np.rint((turned - self.mean) / self.step), -7, 7) + 8
        halves = steps.astype(np.uint8)
        packed: Narrow = halves[:, 0::2] << 4 | halves[:, 1::2]
        return packed

    def widen(self, narrow: Narrow) -> Vectors:
        """Kept tokens as vectors (t, 128) of about unit length.

        Over 9 million pairs of tokens their inner products agree with the encoder's own cosines
        with a correlation of .97.
        """
        if not narrow.size:
            return np.zeros((0, len(self.mean)), dtype=np.float32)
        halves = np.stack([narrow >> 4, narrow & 15], axis=2).reshape(len(narrow), -1)
        wide: Vectors = self.mean + (halves.astype(np.float32) - 8) * self.step
        return wide


def unit(vectors: Vectors) -> Vectors:
    """Each row at length 1; a row of zeros stays one."""
    norm = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(norm, 1e-12)).astype(np.float32)
    return scaled
