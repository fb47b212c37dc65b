"""The deep check: whether everything an index keeps is what its articles make of it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any, Literal

import numpy as np
from pydantic import TypeAdapter, ValidationError

from index import dated, origins, statements
from index.catalog import Catalog, Entry
from index.chunks import chunk
from index.database import CatalogError
from index.dated import DatedSentence
from index.embedding import Vectors
from index.origins import Traits
from index.spans import Kind, front_matter
from index.statements import Statement
from index.statuses import Progress, owners_of
from index.stores import StoreAway
from index.vectors import VectorStore
from index.words import Level, Words

Part = Literal["catalog", "articles", "words", "vectors", "notes"]
COMPARED, ASKED = 1_000, 100
"""Vectors read back and compared with the catalog's; vectors that the index must find again."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be, in words. `notes` are those to read anew, by kind."""

    part: Part
    says: str
    notes: tuple[tuple[str, str], ...] = ()
    unreadable: bool = False


@dataclass(slots=True)
class _Held:
    """What the projections should have, and what was found wrong on the way.

    `encoded` are those of the passages that have vectors.
    """

    refs: dict[Level, set[str]]
    encoded: set[str]
    sources: dict[str, str]
    broken: list[str]


def check(
    catalog: Catalog,
    words: Words,
    vectors: VectorStore,
    progress: Progress | None = None,
    *,
    apart: bool = False,
) -> list[Fault]:
    """Every fault found; nothing is changed. Reads all texts, all ids and a sample of vectors.

    `apart` reads the vectors in another process: where its files are damaged Chroma may end the
    one that opens them (seen with 1.5.9: a segmentation fault).
    """
    try:
        damage = catalog.damage()
        if damage:
            return [Fault("catalog", line) for line in damage]
        held = _held(catalog, progress)
        return [
            *_owned(catalog, held),
            *(Fault("articles", f"{each}: what is kept of it is damaged") for each in held.broken),
            *_tried("words", partial(_of_words, words, held)),
            *_tried("vectors", partial(_of_vectors, catalog, vectors, held, apart)),
            *_of_notes(catalog, held),
        ]
    except CatalogError as error:
        return [Fault("catalog", str(error))]


def _held(catalog: Catalog, progress: Progress | None) -> _Held:
    records = catalog.files()
    held = _Held({"article": set(), "passage": set(), "sentence": set()}, set(), {}, [])
    for done, (id, source) in enumerate(catalog.sources().items(), 1):
        held.sources[id] = source
        try:
            [entry] = catalog.entries([id]).values()
            sound = entry.article.id == id and is_sound(entry)
        except (ValueError, IndexError, OverflowError):
            sound = False
        if sound:
            held.refs["article"].add(id)
            held.refs["passage"].update(entry.chunk_ids)
            held.encoded.update(entry.chunk_ids if entry.encoded else ())
            spoken = (n for n, span in enumerate(entry.spans) if span.kind is not Kind.CHROME)
            held.refs["sentence"].update(f"{id}:{n}" for n in spoken)
        else:
            held.broken.append(source)
        if progress:
            progress(done, len(records))
    return held


def is_sound(entry: Entry) -> bool:
    """Whether the sentences hold every character in order, the passages all of them, and of what is
    encoded each has its vector.

    White space and front matter are in no sentence.
    """
    text, at = entry.article.text, front_matter(entry.article.text)
    for span in entry.spans:
        words = text[span.start : span.end]
        if not at <= span.start < span.end or not words.strip() or text[at : span.start].strip():
            return False
        at = span.end
    if at > len(text) or text[at:].strip():
        return False
    lengths = np.linalg.norm(entry.chunk_vectors, axis=1)
    return (
        list(entry.chunks) == chunk(entry.spans)
        and bool(np.allclose(lengths, float(entry.encoded), atol=1e-3))
        and bool(np.isfinite(entry.vectors).all())
    )


def _owned(catalog: Catalog, held: _Held) -> Iterator[Fault]:
    """Each article belongs to one file, and each file that is indexed has its article."""
    owners = owners_of(catalog.files())
    wrong = [s for id, s in held.sources.items() if owners.get(id) != s]
    wrong += [source for id, source in owners.items() if id not in held.sources]
    if wrong:
        yield Fault("articles", f"{_named(wrong)}: file and article do not belong together")


def _of_words(words: Words, held: _Held) -> Iterator[Fault]:
    words.reload()
    for level, refs in held.refs.items():
        yield from _compared("words", f"full text of {level}s", words.refs(level), refs, held)


def _of_vectors(
    catalog: Catalog, vectors: VectorStore, held: _Held, apart: bool
) -> Iterator[Fault]:
    missing = list(_compared("vectors", "vectors", vectors.refs(), held.encoded, held))
    yield from missing
    ids, matrix = catalog.chunk_vectors()
    if missing or not ids:
        return
    rows = np.unique(np.linspace(0, len(ids) - 1, min(COMPARED, len(ids))).astype(int))
    sample = [ids[n] for n in rows], matrix[rows]
    vectors.close()
    if apart and not vectors.address:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            other, lost = pool.submit(_sampled, vectors, *sample).result()
    else:
        other, lost = _sampled(vectors, *sample)
    if other:
        says = f"vectors: {len(other)} of {len(rows)} compared differ from the catalog's"
        yield Fault("vectors", f"{says} ({_named(_sources(other, held))})")
    if lost:
        says = f"vectors: {len(lost)} of {ASKED} asked for at most are not found again"
        yield Fault("vectors", f"{says} ({_named(_sources(lost, held))})")


def _sampled(
    vectors: VectorStore, ids: Sequence[str], matrix: Vectors
) -> tuple[list[str], list[str]]:
    """The ids whose vectors differ from these, and those that a search for theirs does not find."""
    same = np.abs(vectors.vectors(ids) - matrix).max(axis=1) < 1e-4
    asked = range(0, len(ids), max(1, len(ids) // ASKED))
    lost = [ids[n] for n in asked if not _finds(vectors, matrix[n])]
    vectors.close()
    missed = len(asked) // 50  # the index is approximate: it may miss one of many
    differ = [id for id, good in zip(ids, same, strict=True) if not good]
    return differ, lost if len(lost) > missed else []


def _finds(vectors: VectorStore, vector: Vectors) -> bool:
    hits = vectors.hits(vector, 3)
    return bool(hits) and hits[0].cosine > 0.999


def _compared(
    part: Part, name: str, has: set[str], should: set[str], held: _Held
) -> Iterator[Fault]:
    for refs, says in ((should - has, "lacks"), (has - should, "has what the catalog lacks:")):
        if refs:
            of = _sources(refs, held)
            yield Fault(part, f"{name}: {says} {len(refs):,} of {len(should):,} ({_named(of)})")


def _of_notes(catalog: Catalog, held: _Held) -> Iterator[Fault]:
    sound = held.refs["article"]
    for kind, row, stands in _KINDS:
        rows = TypeAdapter[Any](tuple[row, ...])  # type: ignore[valid-type]
        bad = []
        for id, content in catalog.notes(kind).items():
            try:
                found = rows.validate_json(content)
                [entry] = catalog.entries([id]).values() if id in sound else [None]
                if entry and not all(stands(entry, each) for each in found):
                    bad.append(id)
            except ValidationError:
                bad.append(id)
        if bad:
            name = kind.partition(".")[0]
            says = (
                f"{name}: not at its place in {len(bad)} articles ({_named(_sources(bad, held))})"
            )
            yield Fault("notes", says, tuple((kind, id) for id in bad))


def _statement_stands(entry: Entry, said: Statement) -> bool:
    text = entry.article.text
    places = [(said.speaker_start, said.speaker_end), (said.cue_start, said.cue_end), *said.parts]
    return text[said.content_start : said.content_end] == said.content and all(
        0 <= start <= end <= len(text) for start, end in places
    )


def _date_stands(entry: Entry, row: DatedSentence) -> bool:
    if not 0 <= row.n < len(entry.spans):
        return False
    span = entry.spans[row.n]
    return span.start <= row.start < row.end <= span.end


def _trait_stands(entry: Entry, traits: Traits) -> bool:
    told = traits.relay
    return told is None or 0 <= told.start <= told.end <= len(entry.article.text)


_KINDS: tuple[tuple[str, type, Callable[[Entry, Any], bool]], ...] = (
    (origins.KIND, Traits, _trait_stands),
    (dated.KIND, DatedSentence, _date_stands),
    (statements.KIND, Statement, _statement_stands),
)


def _tried(part: Part, look: Callable[[], Iterator[Fault]]) -> list[Fault]:
    try:
        return list(look())
    except (CatalogError, MemoryError):
        raise
    except StoreAway as error:
        return [Fault(part, str(error), unreadable=True)]
    except Exception as error:  # tantivy and Chroma raise what their storage raises
        says = " ".join(str(error).split())[:200]
        why = f"{part} cannot be read ({type(error).__name__}: {says})"
        return [Fault(part, why, unreadable=True)]


def _sources(refs: set[str] | Sequence[str], held: _Held) -> list[str]:
    ids = (ref.replace(":", "-").partition("-")[0] for ref in sorted(refs))
    return list(dict.fromkeys(held.sources.get(id, "an article that is gone") for id in ids))


def _named(sources: Sequence[str]) -> str:
    more = len(sources) - _NAMED
    return ", ".join(sources[:_NAMED]) + (f" and {more} more" if more > 0 else "")
