"""The writer with a model: drafted sentences in, sentences out that their citations support."""

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant import prompts
from assistant.answers import Citations, Dropped, Sentence
from assistant.checking import Checker
from assistant.completing import ModelError, Piece
from assistant.conferring import Talk
from assistant.sources import Source
from index import spans

MOST = 5
"""Sentences of an answer; after as many lines the writer is not listened to any more."""
_MOST_TOKENS = 300
_LONGEST = 4_000
"""Characters of a reply: three times what `_MOST_TOKENS` tokens of English make."""
_MARK = re.compile(r"\[\s*(\d+(?:\s*[,;&]\s*\d+)*)\s*\]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”")
_NO_SPAN = "no sentence that was given supports it"


@dataclass(frozen=True, slots=True)
class Fault:
    """A drafted sentence that did not pass, as it was drafted, and why."""

    line: str
    text: str
    reason: str


class Draft:
    """One answer in the making: what passed, its citations, and what did not pass."""

    def __init__(self, sources: Sequence[Source], checker: Checker) -> None:
        self.sentences: list[Sentence] = []
        self.citations = Citations()
        self.dropped: list[Dropped] = []
        self._sources, self._checker = sources, checker

    def compose(self, talk: Talk, question: str) -> Generator[Sentence, None, None]:
        """Each sentence as soon as it has passed; those that fail are sent back once, all together.

        Raises ModelError when the draft is not complete. A repair that fails costs only itself.
        """
        given = [source.given for source in self._sources]
        said: list[str] = []
        faults: list[Fault] = []
        first = talk.say(prompts.write(question, given), most=_MOST_TOKENS)
        yield from self._pass(_kept(_lines(first), said), faults)
        if not said:
            raise ModelError("sent an empty reply")
        if faults and len(self.sentences) < MOST:
            again = [(fault.line, fault.reason) for fault in faults]
            asked = prompts.repair(question, given, "\n".join(said), again)
            still: list[Fault] = []
            try:
                repaired = talk.say(asked, most=_MOST_TOKENS)
                yield from self._pass(_lines(repaired), still)
            except ModelError as error:
                still.append(Fault("", "", f"its repair failed: the model {error}"))
            self.dropped += [Dropped(f.text, f.reason) for f in still if f.text]
        self.dropped += [Dropped(f.text, f.reason) for f in faults]

    def _pass(self, lines: Iterable[str], faults: list[Fault]) -> Generator[Sentence, None, None]:
        for line in lines:
            numbers, rest = _numbers(line)
            for text in _split(rest):
                if any(text == sentence.text for sentence in self.sentences):
                    continue
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


def _lines(pieces: Iterable[Piece]) -> Iterator[str]:
    """Complete lines of a reply as they come, without what a model thinks aloud before it."""
    text, length, thinking = "", 0, False
    for piece in pieces:
        text += piece.text
        length += len(piece.text)
        *complete, text = text.split("\n")
        for line in complete:
            thinking = (thinking or "<think>" in line) and "</think>" not in line
            if not thinking:
                yield line.rpartition("</think>")[2]
        if piece.finish == "length" or length > _LONGEST:
            raise ModelError("wrote far more than it was asked for")
        if piece.finish == "content_filter":
            raise ModelError("refused to reply (content filter)")
    if not thinking:
        yield text.rpartition("</think>")[2]


def _kept(lines: Iterable[str], into: list[str]) -> Iterator[str]:
    for line in lines:
        if line.strip():
            into.append(line)
        yield line


def _numbers(line: str) -> tuple[list[int], str]:
    """The numbers that a line names, wherever it names them, and the line without them."""
    found = [int(n) for mark in _MARK.findall(line) for n in re.findall(r"\d+", mark)]
    bare = _MARK.sub(" ", _BULLET.sub("", line)).strip().lstrip(":").strip("*` ")
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
