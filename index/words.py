"""Full-text search with BM25, by tantivy: a projection of the catalog that can be rebuilt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from index import failpoints, replacing
from index.articles import Article
from index.catalog import Entry, Filter
from index.spans import Kind

if TYPE_CHECKING:
    import tantivy

Level = Literal["article", "passage", "sentence"]
LEVELS: tuple[Level, ...] = ("article", "passage", "sentence")
_ANALYZER = "english"
_HEAP = 32_000_000


@dataclass(frozen=True, slots=True)
class WordHit:
    """`ref` is the article's id; for a passage "id-N" its chunk; for a sentence "id:N" its span."""

    ref: str
    score: float


class Words:
    """Three indexes (articles, passages, sentences), so that each level has its own statistics."""

    name = "words"

    def __init__(self, path: Path) -> None:
        self._path = path

    def hits(
        self,
        level: Level,
        terms: Sequence[str],
        k: int,
        *,
        within: Filter | None = None,
        articles: Iterable[str] | None = None,
        every: bool = False,
    ) -> list[WordHit]:
        """The `k` best by BM25 (k1 1.2, b 0.75), best first. `terms` come from `terms()`.

        Any of the terms will do, or `every` one must be there. `within` narrows by day and outlet,
        and `articles` to the articles with those ids; a filter's sources are names that may change,
        so they are not known here.
        """
        import tantivy

        if not terms:
            return []
        index, schema = self._indexes[level], self._schema
        occurs = tantivy.Occur.Must if every else tantivy.Occur.Should
        query = tantivy.Query.boolean_query(
            [
                (occurs, tantivy.Query.term_query(schema, "body", term))
                for term in dict.fromkeys(terms)
            ]
        )
        narrowed = self._narrowed(within or Filter(), articles)
        if narrowed:
            free = [tantivy.Query.const_score_query(each, 0.0) for each in narrowed]
            musts = [(tantivy.Occur.Must, each) for each in (query, *free)]
            query = tantivy.Query.boolean_query(musts)
        searcher = index.searcher()
        found = searcher.search(query, k, count=False).hits
        hits = [WordHit(searcher.doc(at)["ref"][0], float(score)) for score, at in found]
        return sorted(hits, key=lambda hit: (-hit.score, hit.ref))  # not in order of arrival

    def _narrowed(self, within: Filter, articles: Iterable[str] | None) -> "list[tantivy.Query]":
        import tantivy

        found = []
        if within.since or within.until:
            since, until = (
                day.toordinal() if day else None for day in (within.since, within.until)
            )
            kind = tantivy.FieldType.Integer
            found.append(tantivy.Query.range_query(self._schema, "published", kind, since, until))
        if within.outlets:
            names = [outlet.casefold() for outlet in within.outlets]
            found.append(tantivy.Query.term_set_query(self._schema, "outlet", names))
        if articles is not None:
            found.append(tantivy.Query.term_set_query(self._schema, "article", list(articles)))
        return found

    def frequency(self, level: Level, term: str) -> int:
        """How many articles, passages or sentences have the term."""
        return int(self._indexes[level].searcher().doc_freq("body", term))

    def count(self, level: Level = "article") -> int:
        """How many articles, passages or sentences are indexed."""
        return int(self._indexes[level].searcher().num_docs)

    def refs(self, level: Level) -> set[str]:
        """The `ref` of everything indexed at a level."""
        import tantivy

        searcher = self._indexes[level].searcher()
        found = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs), count=False)
        return {searcher.doc(at)["ref"][0] for _, at in found.hits}

    def holds(self, articles: int, chunks: int) -> bool:
        """Whether all of that many are here: what was deleted or cut short shows in a count."""
        self.reload()
        return (
            self.count("article") == articles
            and self.count("passage") == chunks
            and self.count("sentence") >= chunks
        )

    def terms(self, text: str) -> list[str]:
        """The stems that are searched for, in order: lower case, no accents, no stop words."""
        return list(self._analyzer.analyze(text))

    def apply(self, add: Iterable[Entry], remove: Iterable[str]) -> None:
        """Durably add these articles and remove those ids; applying twice changes nothing."""
        entries, gone = list(add), list(remove)
        for level in LEVELS:
            index = self._indexes[level]
            writer = index.writer(heap_size=_HEAP, num_threads=1)
            for id in {*gone, *(entry.article.id for entry in entries)}:
                writer.delete_documents_by_term("article", id)
            for entry in entries:
                for ref, text in _documents(level, entry):
                    writer.add_document(_document(entry.article, ref, text))
            _commit(writer, index)

    def knows(self, articles: Iterable[str]) -> bool:
        """Whether any article with one of these ids is here, or was until lately."""
        searcher = self._indexes["article"].searcher()
        return any(searcher.doc_freq("article", id) for id in articles)

    def refill(self, entries: Iterable[Entry]) -> None:
        """Hold these articles and no other, as if no other had ever been here.

        BM25 counts what was removed until its segment is merged: after an edit a folder would be
        scored otherwise than the same folder indexed anew.
        """
        writers = {
            level: index.writer(heap_size=_HEAP, num_threads=1)
            for level, index in self._indexes.items()
        }
        for writer in writers.values():
            writer.delete_all_documents()
        for entry in entries:
            for level, writer in writers.items():
                for ref, text in _documents(level, entry):
                    writer.add_document(_document(entry.article, ref, text))
        for level, writer in writers.items():
            _commit(writer, self._indexes[level])

    def reload(self) -> None:
        """See what another process has written."""
        for index in self._indexes.values():
            index.reload()

    def rebuild(self, windows: Iterable[Iterable[Entry]]) -> None:
        """Hold these articles and no other; what is here stays until the new is durable."""
        made = Words(replacing.new(self._path))
        made.refill(entry for window in windows for entry in window)
        self.__dict__.pop("_indexes", None)
        replacing.put(made._path, self._path)

    @cached_property
    def _indexes(self) -> "dict[Level, tantivy.Index]":
        import tantivy

        found: dict[Level, tantivy.Index] = {}
        for level in LEVELS:
            folder = self._path / level
            folder.mkdir(parents=True, exist_ok=True)
            found[level] = tantivy.Index(self._schema, path=str(folder))
            found[level].register_tokenizer(_ANALYZER, self._analyzer)
        return found

    @cached_property
    def _schema(self) -> "tantivy.Schema":
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("article", stored=False, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("outlet", stored=False, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("published", stored=False, indexed=False, fast=True)
        builder.add_text_field("ref", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("body", stored=False, tokenizer_name=_ANALYZER, index_option="freq")
        return builder.build()

    @cached_property
    def _analyzer(self) -> "tantivy.TextAnalyzer":
        from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

        builder = TextAnalyzerBuilder(Tokenizer.simple())
        builder = builder.filter(Filter.remove_long(64)).filter(Filter.lowercase())
        builder = builder.filter(Filter.ascii_fold()).filter(Filter.stopword("english"))
        return builder.filter(Filter.stemmer("english")).build()


def _commit(writer: "tantivy.IndexWriter", index: "tantivy.Index") -> None:
    failpoints.reached("words.commit")
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    failpoints.reached("words.committed")


def _document(article: Article, ref: str, text: str) -> "tantivy.Document":
    import tantivy

    document = tantivy.Document()
    document.add_text("article", article.id)
    if article.outlet:
        document.add_text("outlet", article.outlet.casefold())
    if article.published:
        document.add_integer("published", article.published.toordinal())
    document.add_text("ref", ref)
    document.add_text("body", text)
    return document


def _documents(level: Level, entry: Entry) -> Iterable[tuple[str, str]]:
    article = entry.article
    if level == "article":
        body = [article.text[c.start : c.end] for c in entry.chunks]
        yield article.id, "\n".join([article.title or "", *body])
    elif level == "passage":
        for id, c in zip(entry.chunk_ids, entry.chunks, strict=True):
            yield id, article.text[c.start : c.end]
    else:
        for n, span in enumerate(entry.spans):
            if span.kind is not Kind.CHROME:
                yield f"{article.id}:{n}", article.text[span.start : span.end]
