"""What a run is made of: the cases, the folder they are asked of, and where rows are kept."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import category

from assistant.desk import Assistant
from assistant.models import Models, SpecError, resolve
from assistant.settings import Settings
from evals import cases, checkers, external
from evals.cases import Case, CaseError
from evals.external.sets import ExternalSet
from evals.model_judge import ModelJudge, model_judge
from evals.record import Fingerprint, Record, RecordError, fingerprint, refuse_another
from evals.scoring import Scorer
from evals.systems import System, SystemUnusable, open_system
from index.articles import Article
from index.embedding import MiniLM
from index.library import Progress


@dataclass(frozen=True, slots=True)
class Plan:
    """What the user asked for. `set` is a public set's name and path; `out` where rows are kept.

    `model` writes, `judge` judges what was written; both are specs. `stories` is a folder of
    stories, each with `articles/` and `cases.jsonl`: see `of_each_story`.
    """

    cases: Path = cases.BUNDLED
    articles: Path | None = None
    set: tuple[str, Path] | None = None
    system: str = "dateline"
    model: str = "none"
    judge: str = "none"
    out: Path | None = None
    stories: Path | None = None

    @property
    def name(self) -> str:
        """What the figures are filed under: the set's name, the stories' folder or the file's."""
        if self.stories:
            return self.stories.resolve().name
        return self.set[0] if self.set else self.cases.stem

    def read(self, settings: Settings) -> ExternalSet:
        """The cases, and the folder or the documents they are asked of. Raises CaseError."""
        folder = self.articles or settings.folder()
        if self.set:
            return external.read(*self.set, self.cases, folder)
        return ExternalSet(tuple(cases.read(self.cases)), folder=folder, file=self.cases)

    @property
    def bundled(self) -> bool:
        """Whether the cases are the project's own, and asked of its own articles."""
        own = (self.stories or self.cases).resolve().is_relative_to(cases.BUNDLED.parent)
        return own and not self.set and not self.articles

    def asked(self) -> list[Case]:
        """Every case, of all stories, before anything is indexed or asked. Raises CaseError."""
        settings = Settings.from_environment()
        return [case for each in self.of_each_story() for case in each.read(settings).cases]

    def of_each_story(self) -> list["Plan"]:
        """A plan for each story of the folder, by name; the plan itself where there is no folder.

        Raises CaseError when none is there.
        """
        if not self.stories:
            return [self]
        folders = sorted(path.parent for path in self.stories.glob("*/cases.jsonl"))
        if not folders:
            raise CaseError(
                f"{self.stories} has no stories: each is a folder with articles/ and cases.jsonl"
            )
        return [
            replace(
                self,
                stories=None,
                cases=each / "cases.jsonl",
                articles=each / "articles",
                out=self.out / each.name if self.out else None,
            )
            for each in folders
        ]


@dataclass(frozen=True, slots=True)
class Ready:
    """A plan with everything open: nothing is left but to ask."""

    cases: tuple[Case, ...]
    system: System
    scorer: Scorer
    fingerprint: Fingerprint

    def record(self, out: Path | None) -> Record | None:
        """The folder that keeps the rows, new or where it stopped. Raises RecordError."""
        return Record.begin(out, self.fingerprint) if out else None


@contextmanager
def ready(plan: Plan, progress: Progress | None = None) -> Iterator[Ready]:
    """Read the cases, index the folder (`progress` counts its articles) and open the system.

    A public set's documents and their index are put in the plan's `out`, or in a folder that is
    gone afterwards. Raises CaseError, SystemUnusable and index.library.LibraryError.
    """
    settings = Settings.from_environment()
    with closing(Models(settings)) as models, model_judge(plan.judge, settings) as judge:
        plan = replace(plan, model=_model(plan.model, settings, models))
        with _ready(plan, settings, models, judge, progress) as it:
            yield it


@contextmanager
def _ready(
    plan: Plan,
    settings: Settings,
    models: Models,
    judge: ModelJudge | None,
    progress: Progress | None,
) -> Iterator[Ready]:
    found = plan.read(settings)
    if found.claims:
        if (plan.system, plan.model, judge) != ("dateline", "none", None):
            raise SystemUnusable(
                f"{plan.name} judges claims by the checker alone: leave out --peer, --model and "
                "--judge (a model's verdicts on them: dateline-eval judge-agreement)"
            )
        yield _of_claims(plan.name, found, None)
        return
    check = checkers.checker(MiniLM())
    began = fingerprint(
        plan.name,
        plan.system,
        plan.model,
        found.cases,
        found.articles(),
        checkers.NAME if check else "none",
        judge.name if judge else "none",
        settings,
    )
    if plan.out:
        _refuse(plan.out, found, began)
    with TemporaryDirectory() as temporary:
        work = plan.out or Path(temporary)
        folder = found.write(work / "articles")
        inside = settings.model_copy(update={"home": work / "index"}) if plan.set else settings
        with _open(folder, inside, progress) as desk:
            if found.file:
                articles = desk.articles()
                cases.check(found.cases, {each.source: each.text for each in articles}, found.file)
                began = began.over(articles)
                if plan.out:
                    refuse_another(plan.out, began)
            system = open_system(plan.system, desk, plan.model, models)
            yield Ready(found.cases, system, Scorer(texts_of(desk), check, judge=judge), began)


def _refuse(out: Path, found: ExternalSet, began: Fingerprint) -> None:
    """Raises RecordError where rows cannot be kept there, before anything is written."""
    if found.folder and out.resolve().is_relative_to(found.folder.expanduser().resolve()):
        raise RecordError(
            f"{out} is among the articles, where the report would become one: give --out "
            f"a folder outside {found.folder}"
        )
    refuse_another(out, began, articles=not found.folder)


@contextmanager
def ready_to_agree(spec: str, name: str, path: Path) -> Iterator[Ready]:
    """A model that judges, alone, over the claims of a public set that people labelled.

    Raises CaseError and SystemUnusable.
    """
    settings = Settings.from_environment()
    found = external.read(name, path, cases.BUNDLED, settings.folder())
    if not found.claims:
        raise CaseError(f"people did not label the claims of {name}: give --set wice PATH")
    with model_judge(spec, settings) as judge:
        if judge is None:
            raise SystemUnusable("there is no model to judge: name one with --judge SPEC")
        yield _of_claims(name, found, judge)


def _model(spec: str, settings: Settings, models: Models) -> str:
    """What a spec stands for, when it can be used. Raises SystemUnusable."""
    try:
        models.open(spec)
    except SpecError as error:
        raise SystemUnusable(f"--model: {error}") from error
    return resolve(settings, spec)


def articles_of(folder: Path, progress: Progress | None = None) -> list[Article]:
    """The articles of a folder as they are indexed. Raises index.library.LibraryError."""
    with _open(folder, Settings.from_environment(), progress) as desk:
        return desk.articles()


@contextmanager
def _open(folder: Path, settings: Settings, progress: Progress | None) -> Iterator[Assistant]:
    desk = Assistant.open(folder, settings)
    try:
        desk.sync(progress)
        yield desk
    finally:
        desk.close()


def _of_claims(name: str, found: ExternalSet, model: ModelJudge | None) -> Ready:
    """The checker over a set's claims; or a model, over the sentences that the checker picks."""
    check = checkers.checker(MiniLM())
    if check is None:
        raise SystemUnusable(f"{name} has claims for the checker, and this release has none")
    pages = found.documents
    judge = (
        checkers.Judge(model, pages, check.choose, "judge", model.name)
        if model
        else checkers.Judge(check, pages, check.choose)
    )
    made = fingerprint(name, judge.name, judge.model, found.cases, found.articles(), checkers.NAME)
    return Ready(found.cases, judge, Scorer(pages, check, claims=True), made)


def texts_of(desk: Assistant) -> dict[str, str]:
    """What quotes are compared with: the file itself for .txt and .md, read as a user would.

    For other formats, and for files with invisible control characters, the text as it is indexed.
    """
    found = {}
    for article in desk.articles():
        path = desk.library.folder / article.source
        text = path.read_text(encoding="utf-8") if path.suffix in (".txt", ".md") else ""
        found[article.source] = text if text and not _hidden(text) else article.text
    return found


def _hidden(text: str) -> bool:
    return any(category(c) in ("Cc", "Cf") for c in set(text) - {"\n", "\t"})
