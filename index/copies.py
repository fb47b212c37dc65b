"""Which articles are copies of one another: whole, trimmed, or with a third of it reworded.

A text is compared as its set of three-word runs (shingles), after Broder, "On the resemblance and
containment of documents" (1997): pairs are found by what a sample of the runs has in common (his
"0 mod m" sketch, which unlike MinHash estimates containment, so a trimmed copy is found too), and
each pair is then decided on all runs, a sentence at a time.
"""

import base64
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.spans import Kind, Span

Hashes = npt.NDArray[np.uint32]

WIDTH = 3
CARRIED = 0.3
"""Share of a sentence's runs that say it was carried over: (2/3)^3, what is left of them when a
third of the words is replaced."""
COPY = 0.45
"""Share of the shorter article that must be carried over. Chosen on real articles; see 010."""
_SAMPLE = 4
_LIKELY = 0.07
"""Share of the shorter article's sampled runs in common that makes a pair worth deciding."""
_LEAST, _SAME = 30, 8
"""Runs. A shorter text, a brief or a correction, is a copy only where all of it is the same; a
caption is not compared."""
_SHORT = 4
_NEIGHBOURS = 20
"""Articles compared for one run they share: in longer lists, each with the 20 that follow it."""
_QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]{1,1200}[\"\u201d]")
_TWEET = re.compile(r"\(@\w{2,15}\)|pic\.twitter\.com/")
_WORD = re.compile(r"[a-z0-9]+(?:['\u2019][a-z]+)?")
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Signature:
    """The runs of an article's narration, sentence by sentence.

    `runs` is base64 of little-endian 32-bit hashes; `lengths` says how many each sentence has.
    """

    runs: str
    lengths: tuple[int, ...]


def signature(text: str, spans: Sequence[Span]) -> Signature:
    """What an article is compared by: its body sentences, without what stands in quotation marks.

    Independent reports of one speech share the quotations; only copies share what is told between
    them. Block-quoted tweets are left out for the same reason. Where quotations are nearly all of
    it, they count.
    """
    tweets = {s.paragraph for s in spans if _TWEET.search(text, s.start, s.end)}
    tweets |= {paragraph - 1 for paragraph in tweets}
    body = [
        text[s.start : s.end] for s in spans if s.kind is Kind.BODY and s.paragraph not in tweets
    ]
    told = [_runs(_QUOTED.sub("|", sentence)) for sentence in body]
    if sum(map(len, told)) < _LEAST:
        told = [_runs(sentence) for sentence in body]
    kept = [runs for runs in told if len(runs) >= _SHORT]
    flat = np.concatenate(kept) if kept else np.zeros(0, dtype=np.uint32)
    return Signature(base64.b64encode(flat.astype("<u4").tobytes()).decode(), tuple(map(len, kept)))


def _runs(sentence: str) -> Hashes:
    found = []
    for piece in sentence.split("|"):
        words = _WORD.findall(piece.lower())
        if len(words) >= WIDTH:
            codes = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint64)
            mixed = sum(codes[n : len(codes) - WIDTH + 1 + n] * _MIX[n] for n in range(WIDTH))
            found.append((mixed >> np.uint64(32)).astype(np.uint32))
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.uint32)


def copies(signatures: Mapping[str, Signature]) -> list[tuple[str, str, float]]:
    """Pairs of ids that are copies, each with the share of the shorter one that is carried over."""
    ids = list(signatures)
    runs = [_flat(each) for each in signatures.values()]
    found, known = [], dict[int, Hashes]()
    for one, other in _likely(runs):
        a, b = (one, other) if len(runs[one]) <= len(runs[other]) else (other, one)
        if b not in known:
            known[b] = np.unique(runs[b])
        share = _carried(runs[a], signatures[ids[a]].lengths, known[b])
        if share >= COPY:
            found.append((ids[one], ids[other], share))
    return found


def _flat(signature: Signature) -> Hashes:
    return np.frombuffer(base64.b64decode(signature.runs), dtype="<u4")


def _carried(shorter: Hashes, lengths: Sequence[int], longer: Hashes) -> float:
    """Share of the shorter text that is in the longer; a sentence counts in full from CARRIED on.

    `longer` is sorted.
    """
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    places = np.minimum(np.searchsorted(longer, shorter), len(longer) - 1)
    shared = np.add.reduceat((longer[places] == shorter).astype(np.float64), starts)
    sizes = np.array(lengths, dtype=np.float64)
    return float((sizes * np.minimum(shared / sizes / CARRIED, 1)).sum() / sizes.sum())


def _same(runs: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Each short text with the first that has the same runs."""
    first = dict[bytes, int]()
    for n, each in enumerate(runs):
        if _SAME <= len(each) < _LEAST and (before := first.setdefault(each.tobytes(), n)) != n:
            yield before, n


def _likely(runs: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Pairs with at least two sampled runs in common and _LIKELY of the shorter one's, and short
    ones that are the same."""
    samples = [
        np.unique(each[each % _SAMPLE == 0]) if len(each) >= _LEAST else each[:0] for each in runs
    ]
    yield from _same(runs)
    sizes = np.array([len(each) for each in samples], dtype=np.int64)
    if not sizes.sum():
        return
    owners = np.repeat(np.arange(len(samples), dtype=np.int64), sizes)
    order = np.argsort(flat := np.concatenate(samples), kind="stable")
    flat, owners = flat[order], owners[order]
    met = []
    for lag in range(1, _NEIGHBOURS + 1):
        same = flat[lag:] == flat[:-lag]
        if not same.any():
            break
        met.append(owners[:-lag][same] * len(samples) + owners[lag:][same])
    if not met:
        return
    pairs, counts = np.unique(np.concatenate(met), return_counts=True)
    first, second = pairs // len(samples), pairs % len(samples)
    enough = (counts >= 2) & (counts >= _LIKELY * np.minimum(sizes[first], sizes[second]))
    yield from zip(first[enough].tolist(), second[enough].tolist(), strict=True)
