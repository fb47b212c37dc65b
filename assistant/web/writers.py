"""Who may write the answers, and what is said of it: what is in use and what leaves the machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.models import available, elsewhere, resolve, shown, vectors_elsewhere
from assistant.settings import Settings
from assistant.web.sanitise import element, sanitised
from assistant.web.turns import FilterError, Filters

QUOTING = "none"
"""The spec that stands for the writer that needs no model."""


@dataclass(frozen=True, slots=True)
class Writers:
    """The writers that are set up; a spec from the browser that is not among them is the first."""

    settings: Settings

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(words for the reader, spec as shown), the one in use by default first."""
        return [(self._named(spec), name) for name, spec in self._specs().items()]

    def spec(self, chosen: str | None) -> str:
        """The spec to ask with."""
        specs = self._specs()
        return specs.get(chosen or "") or next(iter(specs.values()))

    def _specs(self) -> dict[str, str]:
        ready = [each.spec for each in available(self.settings) if each.ready]
        specs = [resolve(self.settings), *ready, QUOTING]
        return {shown(spec): spec for spec in dict.fromkeys(specs) if spec != "auto"}

    def in_use(self, chosen: str | None) -> str:
        """What is in use and whether anything leaves the machine, in two sentences."""
        spec, store = self.spec(chosen), vectors_elsewhere(self.settings)
        stays = (
            f"Vectors, which are kept at {store}, leave this machine; nothing else does."
            if store
            else "Nothing leaves this machine."
        )
        if spec == QUOTING:
            return f"The articles\u2019 own words are quoted. {stays}"
        does = "writes" if self.settings.lets_write(spec) else "judges, and the articles are quoted"
        told = elsewhere(self.settings.model_copy(update={"model": spec}))
        sent = "The question and at most five sentences are sent there"
        leaves = f"{sent}, and vectors to {store}." if store else f"{sent}."
        return f"{told or shown(spec)} {does}. {leaves if told else stays}"

    def _named(self, spec: str) -> str:
        if spec == QUOTING:
            return "Quote the articles"
        return f"{'Write' if self.settings.lets_write(spec) else 'Judge'} with {shown(spec)}"


def in_use_html(
    writers: Writers,
    chosen: str | None = None,
    since: str | None = None,
    until: str | None = None,
    outlets: Sequence[str] | None = None,
) -> str:
    """The line below the question: the writer in use, and the filters in force."""
    try:
        within = str(Filters.read(since, until, outlets))
    except FilterError as problem:
        within = str(problem)
    said = f"{writers.in_use(chosen)} {within}".strip()
    return sanitised(element("p", escape(said), "in-use"))
