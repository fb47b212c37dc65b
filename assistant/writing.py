"""The writer with a model: drafted sentences in, sentences out that their citations support."""

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant import lines, prompts
from assistant.answers import Citations, Dropped, Sentence
from assistant.checking import Checker
from assistant.completing import ModelError, Piece
from assistant.conferring import Talk
from assistant.refusals import EMPTY
from assistant.sources import Source
from assistant.tracing import Spans
from index import spans

MOST = 3
"""Sentences of an answer, as the prompt has it; later ones were beside the point in all that we
read. After as many the writer is not listened to any more."""
_MOST_TOKENS = 300
_MARK = re.compile(r"\[\s*(\d+(?:\s*[,;&]\s*\d+)*)\s*\]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”")
_OWN = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|us|me)\b")
_SHORTEST = 4
"""Words: "Tesla Inc." is no sentence."""
_NO_SPAN = "no sentence that was given supports it"


@dataclass(frozen=True, slots=True)
class Fault:
    """A drafted sentence that did not pass, as it was drafted, and why."""

    line: str
    text: str
    reason: str


class Draft:
    """One answer in the making: what passed, its citations, and what did not pass."""

    def __init__(self, sources: Sequence[Source], checker: Checker, spans: Spans) -> None:
        self.sentences: list[Sentence] = []
        self.citations = Citations()
        self.dropped: list[Dropped] = []
        self._sources, self._checker, self._traced = sources, checker, spans

    def compose(self, talk: Talk, question: str) -> Generator[Sentence, None, None]:
        """Each sentence as soon as it has passed; those that fail are sent back once, all together.

        Raises ModelError when the draft is not complete. A repair that fails costs only itself.
        """
        given = [source.given for source in self._sources]
        said: list[str] = []
        faults: list[Fault] = []
        first = talk.draft(lambda form: prompts.write(question, given, form), most=_MOST_TOKENS)
        yield from self._pass(lines.read(_kept(first, said)), faults)
        draft = lines.aloud("".join(said))
        if not draft:
            raise ModelError(EMPTY)
        if faults and len(self.sentences) < MOST:
            again = [(fault.line, fault.reason) for fault in faults]
            still: list[Fault] = []
            try:
                repaired = talk.draft(
                    lambda form: prompts.repair(question, given, draft, again, form),
                    most=_MOST_TOKENS,
                )
                yield from self._pass(lines.read(repaired), still)
            except ModelError as error:
                still.append(Fault("", "", f"its repair failed: the model {error}"))
            self.dropped += [Dropped(f.text, f.reason) for f in still if f.text]
        self.dropped += [Dropped(f.text, f.reason) for f in faults]

    def _pass(self, drafted: Iterable[str], faults: list[Fault]) -> Generator[Sentence, None, None]:
        for line in drafted:
            numbers, rest = _numbers(line)
            for text in _split(rest):
                if any(text == sentence.text for sentence in self.sentences):
                    continue
                with self._traced.span("check", words=len(text.split())):
                    checked = self._check(text, numbers)
                if isinstance(checked, Sentence):
                    self.sentences.append(checked)
                    yield checked
                else:
                    faults.append(Fault(line.strip(), text, checked))
            if len(self.sentences) + len(faults) >= MOST:
                return

    def _check(self, text: str, numbers: Sequence[int]) -> Sentence | str:
        """The sentence with the citations that support it, or why there are none."""
        if len(text.split()) < _SHORTEST:
            return "it is not a sentence"
        if own := _OWN.search(_QUOTED.sub("", text)):
            return f'it says "{own[0]}" as if the source were speaking'
        named = [self._sources[n - 1] for n in numbers if 0 < n <= len(self._sources)]
        reason = ""
        for pool in (named, self._sources):
            for cited in self._spans(text, pool):
                verdict = self._checker.check(text, [source.support for source in cited])
                exact = _exact(text, cited) if verdict.supported else None
                if exact is not None:
                    return self._cite(exact, cited)
                reason = reason or verdict.reason
        return reason or _NO_SPAN

    def _spans(self, text: str, pool: Sequence[Source]) -> Iterator[list[Source]]:
        """Ever more of `pool`, the most useful first: the fewest that support it are cited."""
        supports = [source.support for source in pool]
        best = self._checker.best_support(text, supports, k=3)
        chosen = [pool[next(n for n, s in enumerate(supports) if s is each)] for each in best]
        for k in range(1, len(chosen) + 1):
            yield chosen[:k]

    def _cite(self, text: str, cited: Sequence[Source]) -> Sentence:
        numbers = [self.citations.cite(s.article, s.start, s.end) for s in cited]
        return Sentence(text, tuple(sorted(numbers)), "checked")


def _kept(pieces: Iterable[Piece], into: list[str]) -> Iterator[Piece]:
    for piece in pieces:
        into.append(piece.text)
        yield piece


def _numbers(line: str) -> tuple[list[int], str]:
    """The numbers that a line names, wherever it names them, and the line without them."""
    found = [int(n) for mark in _MARK.findall(line) for n in re.findall(r"\d+", mark)]
    bare = _MARK.sub(" ", _BULLET.sub("", line)).replace("**", "").strip().lstrip(":").strip("*` ")
    bare = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(bare.split()))
    return list(dict.fromkeys(found)), bare


def _split(line: str) -> list[str]:
    return [line[span.start : span.end] for span in spans.split(line)] if line else []


def _exact(text: str, cited: Sequence[Source]) -> str | None:
    """`text` with every quotation in the source's own characters, or None when one is not there."""
    made, last = "", 0
    for match in _QUOTED.finditer(text):
        quote = match[1] or match[2]
        body = quote.strip().rstrip(",.")
        form = r"\s+".join(re.sub(r"['‘’]", "['‘’]", re.escape(word)) for word in body.split())
        found = [hit for s in cited if (hit := re.search(form, s.support.text))] if body else []
        if not found:
            return None
        made += f"{text[last : match.start()]}“{found[0][0]}”"
        tail = quote.strip()[len(body) :]
        made += tail if tail and not text[match.end() :].startswith((",", ".")) else ""
        last = match.end()
    return made + text[last:]
