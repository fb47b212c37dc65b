"""`dateline chat`: questions from the terminal or a pipe, one a line, and their answers."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import TextIO

from assistant.answering import Checked
from assistant.answers import describe, with_marks
from assistant.conversation import Conversation, Step
from assistant.desk import Assistant, QuestionError
from assistant.turns import Rewritten, Turn

HELP = "/new starts again, /sources shows the last answer's articles, /quit ends."
_PROMPT = "> "
_REPLACED = "\nThat is taken back, and this takes its place:\n\n"


class Chat:
    """One run of the command: what was typed in, what is to be read out."""

    def __init__(
        self, assistant: Assistant, conversation: Conversation, out: Callable[[str], None]
    ) -> None:
        self._assistant, self._conversation, self._out = assistant, conversation, out

    def run(
        self,
        lines: Iterator[str],
        *,
        since: date | None = None,
        until: date | None = None,
        outlets: tuple[str, ...] = (),
    ) -> bool:
        """Answer every line until `/quit` or the end; False when a line could not be answered."""
        well = True
        for line in lines:
            line = line.strip()
            if not line:
                continue
            if line.startswith("/"):
                if line in ("/quit", "/exit"):
                    break
                self._command(line)
                continue
            try:
                for part in shown(
                    self._conversation.stream(line, since=since, until=until, outlets=outlets)
                ):
                    self._out(part)
            except QuestionError as error:
                well = False
                self._out(f"{error}\n")
        return well

    def _command(self, line: str) -> None:
        if line == "/new":
            self._conversation = self._assistant.conversation()
            self._out(f"A new conversation, kept as {self._conversation.name}.\n")
        elif line == "/sources":
            self._out(sources(self._conversation.turns))
        else:
            self._out(f"There is no {line.split()[0]}: {HELP}\n")


def shown(steps: Iterable[Step]) -> Iterator[str]:
    """A turn as it is read, part by part: what the question was taken to mean, and its answer.

    A model's sentences come as they are checked. When the answer does not go on from them, it is
    said that it takes their place.
    """
    said = ""
    for step in steps:
        if isinstance(step, Rewritten):
            if step.changed:
                yield f"({step})"
        elif isinstance(step, Checked):
            line = with_marks(step.sentence)
            said += f"{line}\n"
            yield line
        else:
            whole = f"{step.answer.to_markdown()}\n"
            yield whole.removeprefix(said) if whole.startswith(said) else f"{_REPLACED}{whole}"


def sources(turns: tuple[Turn, ...]) -> str:
    """The words behind the last answer that cites any, each with where it stands."""
    for turn in reversed(turns):
        if turn.answer.citations:
            parts = []
            for cited in turn.answer.citations:
                gone = (
                    " (no longer there: the article has changed)" if cited.n in turn.stale else ""
                )
                parts.append(f"{describe(cited)}{gone}\n    {' '.join(cited.quote.split())}")
            return "\n".join(parts) + "\n"
    return "Nothing has been cited yet.\n"


def opened(conversation: Conversation) -> str:
    """What to say of a conversation before its first question here."""
    if not conversation.turns:
        return f"Kept as {conversation.name}. {HELP}\n"
    stale = sum(len(turn.stale) for turn in conversation.turns)
    changed = f" Cited words that have changed since: {stale}." if stale else ""
    last = conversation.turns[-1].rewritten
    return f"Going on with {conversation.name} after: {last}{changed}\n"


def typed(source: TextIO) -> Iterator[str]:
    """Lines as they are typed, with a prompt when a person types them."""
    if not source.isatty():
        yield from source
        return
    with suppress(ImportError):
        import readline  # noqa: F401 - arrow keys and history in input()
    with suppress(EOFError):
        while True:
            yield input(_PROMPT)
