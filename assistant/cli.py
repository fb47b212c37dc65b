"""The command line. Thin: every command is a call to the desk and a way to print what it gives."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from assistant import (
    backup,
    brief_commands,
    checkup,
    fetching,
    links,
    model_commands,
    plugging,
    restore,
    serve_commands,
)
from assistant.background import wait_for_another
from assistant.brief_commands import Unverified
from assistant.briefs import BriefError
from assistant.desk import Assistant, QuestionError, check_outlets, check_question
from assistant.entry import STOPPED
from assistant.fetching import FetchError
from assistant.intake import own_articles
from assistant.links import LinkError
from assistant.model_commands import ReplayError
from assistant.models import SpecError
from assistant.prices import PriceError
from assistant.progress import synced, tell_of_another, with_bar
from assistant.rows import hits
from assistant.settings import Settings, variable
from index.database import CatalogError
from index.embedding import EmbeddingError
from index.library import LibraryError, Locked, SyncReport

FAILURE, USAGE = 1, 2
CLOSED = 141
"""What a shell says of a command whose output was closed."""


class UsageError(Exception):
    """The command cannot be run as it was typed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code: 0 for an answer or an abstention, 1, or 2 for usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Settings], None] = options.run
    try:
        command(options, _settings(options))
    except (UsageError, QuestionError, SpecError, PriceError, ReplayError, BriefError) as error:
        return _fail(str(error), USAGE)
    except (LibraryError, CatalogError, EmbeddingError, FetchError, LinkError, Unverified) as error:
        return _fail(str(error), FAILURE)
    except BrokenPipeError:  # who reads the output has closed it, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    except OSError as error:
        return _fail(f"{error.filename or 'the output'}: {error.strerror or error}", FAILURE)
    except KeyboardInterrupt:
        return _fail(STOPPED, 130)
    return 0


def parser() -> argparse.ArgumentParser:
    """The whole command line, for the help text and the README."""
    root = _Parser(
        prog="dateline",
        description="Ask questions about a folder of news articles. Every sentence of an answer "
        "cites the exact words that support it.",
        formatter_class=_Formatter,
    )
    commands = root.add_subparsers(title="commands", metavar="COMMAND", required=True)

    ask = _command(commands, "ask", _ask, "answer a question, with citations")
    ask.add_argument("question", nargs="?", metavar="QUESTION")
    ask.add_argument("--batch", type=Path, metavar="FILE", help="read one question a line instead")
    ask.add_argument("--json", action="store_true", help="print a JSON object, one a line")
    ask.add_argument("--brief", type=Path, metavar="FILE", help="keep as .md, .html or .json too")
    _filters(ask)
    _model(ask)

    chat = _command(commands, "chat", _chat, "ask one question after another, with follow-ups")
    chat.add_argument(
        "--name", metavar="NAME", help="name to keep it under, or of one to go on with"
    )
    _filters(chat)

    search = _command(commands, "search", _search, "list the sentences nearest to a question")
    search.add_argument("question", nargs="?", metavar="QUESTION")
    search.add_argument("--batch", type=Path, metavar="FILE", help="read one question a line")
    search.add_argument("--k", type=_positive, default=10, metavar="N", help="how many (10)")
    search.add_argument("--json", action="store_true", help="print a JSON object a line")
    _filters(search)

    timeline = _command(commands, "timeline", _timeline, "list what the articles date, in order")
    timeline.add_argument("topic", nargs="?", metavar="TOPIC", help="only what is about this")
    timeline.add_argument("--json", action="store_true", help="print a JSON object a line")
    _filters(timeline, "events")

    quotes = _command(commands, "quotes", _quotes, "list who said what, with file and line")
    quotes.add_argument("--speaker", metavar="NAME", help="only this person or organisation")
    quotes.add_argument("--about", metavar="WORDS", help="only what was said about this")
    printed = quotes.add_mutually_exclusive_group()
    printed.add_argument("--json", action="store_true", help="print a JSON object a line")
    printed.add_argument("--csv", action="store_true", help="print a table for a spreadsheet")
    _filters(quotes)

    sync = _command(commands, "sync", _sync, "index what is new, changed, renamed or deleted")
    sync.add_argument("--json", action="store_true", help="print a JSON object a file")
    sync.add_argument("--rebuild", action="store_true", help="make the search indexes again")
    sync.add_argument(
        "--ray", metavar="ADDRESS", help="encode on a Ray cluster; `local` starts one here"
    )

    status = _command(commands, "status", _status, "say what is indexed, and what is not and why")
    status.add_argument("--json", action="store_true", help="print one JSON object")

    about = "say if the index is sound and who copies whom; repair it"
    checkup.options(_command(commands, "doctor", checkup.run, about))

    about = "copy the index, conversations and feedback to one file"
    saved = _command(commands, "backup", backup.run, about)
    saved.add_argument("file", type=Path, metavar="FILE", help="the file to write")
    put_back = _command(commands, "restore", restore.run, "put back what `backup` wrote")
    put_back.add_argument("file", type=Path, metavar="FILE", help="the file to read")

    show = _command(commands, "show", _show, "print an article as it is indexed")
    show.add_argument("source", metavar="FILE", help="the article's file, as answers name it")

    fetch = _command(commands, "fetch", links.run, "save articles from links or feeds")
    fetch.add_argument("urls", nargs="+", metavar="URL", help="page, document, RSS or Atom feed")
    fetch.add_argument("--allow-fetch", action="store_true", help="let it go to the network")

    replay = _command(commands, "replay", _replay, "ask again what a file of JSON answers holds")
    replay.add_argument("file", type=Path, metavar="FILE", help="what `ask --json` printed")
    replay.add_argument("--json", action="store_true", help="print a JSON object, one a line")
    _filters(replay)
    _model(replay)

    export = _command(commands, "export", brief_commands.export, "write a conversation as a brief")
    export.add_argument("name", metavar="NAME", help="the conversation, as `chat --name` kept it")
    export.add_argument("file", type=Path, metavar="FILE", help="to write: .md, .html or .json")

    verify = _command(commands, "verify", brief_commands.check, "check a brief against the files")
    verify.add_argument("file", type=Path, metavar="BRIEF", help="a brief that someone exported")
    verify.add_argument("--json", action="store_true", help="print a JSON object a quotation")

    listed = _plain(commands, "models", "list the language models that can be used")
    listed.set_defaults(run=model_commands.list_models)
    model = _plain(commands, "model", "fetch a language model to run on this machine")
    actions = model.add_subparsers(title="actions", metavar="ACTION", required=True)
    get = _plain(actions, "get", "fetch a model once; what is there already is kept")
    get.add_argument("name", choices=list(fetching.MODELS), help="small: 491 MB, medium: 1.1 GB")
    get.set_defaults(run=model_commands.get_model)

    web = _command(commands, "web", _web, "open the page in a browser, on this machine only")
    web.add_argument("--port", type=_positive, metavar="N", help="port to listen on (7860)")

    serve = _command(commands, "serve", _serve, "serve the HTTP API, for other programs")
    serve.add_argument("--host", metavar="ADDRESS", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=_positive, metavar="N", help="port to listen on (7860)")

    mcp = _command(commands, "mcp", _mcp, "serve tools to a language model, by MCP")
    mcp.add_argument("--http", action="store_true", help="over HTTP on 127.0.0.1, not stdio")
    mcp.add_argument("--port", type=_positive, metavar="N", help="port for --http (7860)")
    return root


def _command(commands: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    made = _plain(commands, name, about)
    made.set_defaults(run=run)
    made.add_argument(
        "--articles",
        type=Path,
        metavar="DIR",
        help="folder of articles (.txt, .md, .html, .pdf, .docx, .eml, .json, .csv, .zip); it is "
        "synced first. Without it: "
        "$DATELINE_ARTICLES, or the bundled articles",
    )
    made.add_argument("--embedder", metavar="SPEC", help="encoder, as in DATELINE_EMBEDDER")
    made.add_argument("--store", metavar="URL", help="Chroma server, as in DATELINE_STORE")
    made.add_argument("--reranker", metavar="SPEC", help="as in DATELINE_RERANKER")
    return made


def _plain(commands: Any, name: str, about: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=about, description=about[0].upper() + about[1:] + ".", formatter_class=_Formatter
    )
    return made


def _model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model", metavar="SPEC", help="language model, as in DATELINE_MODEL; none for quotations"
    )


def _filters(command: argparse.ArgumentParser, what: str = "articles") -> None:
    command.add_argument("--since", type=_day, metavar="DATE", help=f"only {what} from this day on")
    command.add_argument("--until", type=_day, metavar="DATE", help=f"only {what} up to this day")
    command.add_argument(
        "--outlet", action="append", default=[], metavar="NAME", help="only this outlet; repeatable"
    )


def _ask(options: argparse.Namespace, settings: Settings) -> None:
    questions, answers = _questions(options), []
    if options.question is not None:
        check_question(options.question)  # before anything is indexed for it
    if options.brief:
        brief_commands.check_name(options.brief)
    with _assistant(options, settings, asks=True) as assistant:
        for question in questions:
            answer = assistant.ask(question, **_filtered(options), model=options.model)
            answers.append(answer)
            _print(_line(answer.to_json()) if options.json else answer.to_markdown())
        asked_for = (options.model or settings.model) == "none"
        if answer.model is None and not options.json and not asked_for:
            _print(f"\n{model_commands.HINT}")
        if options.brief:
            brief_commands.keep(answers, assistant.library.folder, options.brief)


def _replay(options: argparse.Namespace, settings: Settings) -> None:
    answers = list(model_commands.saved(options.file))
    with _assistant(options, settings, asks=True) as assistant:
        for old in answers:
            model = options.model or old.model or "none"
            new = assistant.ask(old.question, **_filtered(options), model=model)
            found = model_commands.compared(old, new)
            _print(_line(found) if options.json else model_commands.shown(found))


def _chat(options: argparse.Namespace, settings: Settings) -> None:
    from assistant import chat

    with _assistant(options, settings, asks=True) as assistant:
        conversation = assistant.conversation(options.name)
        print(chat.opened(conversation), file=sys.stderr)
        talk = chat.Chat(assistant, conversation, _print)
        if not talk.run(chat.typed(sys.stdin), **_filtered(options)):
            raise UsageError("a question could not be asked; see above")


def _search(options: argparse.Namespace, settings: Settings) -> None:
    questions = _questions(options)
    with _assistant(options, settings, asks=True) as assistant:
        for question in questions:
            ranked = assistant.search(question, **_filtered(options))
            for hit, each in zip(hits(ranked.evidence, options.k), ranked.evidence, strict=False):
                row = asdict(hit)
                if options.batch:
                    row = {"question": question, **row}
                place = f"{hit.source}:{each.candidate.article.line(hit.start)}"
                _print(_line(row) if options.json else f"{place}: {' '.join(hit.quote.split())}")


def _timeline(options: argparse.Namespace, settings: Settings) -> None:
    from assistant import timeline

    with _assistant(options, settings) as assistant:
        events = assistant.timeline(options.topic, **_filtered(options))
    for event in events:
        _print(_line(timeline.plain(event)) if options.json else timeline.shown(event))
    if not events and not options.json:
        _print("No article dates anything like that.")


def _quotes(options: argparse.Namespace, settings: Settings) -> None:
    from assistant import quotes

    with _assistant(options, settings) as assistant:
        library = assistant.library
        check_outlets(library, options.outlet)
        try:
            with_bar("Reading who said what", library.read_statements)
        except Locked as error:
            print(f"dateline: {error.doing}; reading without keeping it", file=sys.stderr)
        found = library.statements(options.speaker, options.about, **_filtered(options))
    if options.json:
        for each in found:
            _print(_line(quotes.row(each)))
    elif options.csv:
        quotes.write_csv(found, sys.stdout)
    else:
        _print(quotes.shown(found, options.speaker, options.about))


def _sync(options: argparse.Namespace, settings: Settings) -> None:
    with (
        _open(options, settings) as assistant,
        plugging.spread(assistant.library.embedder, options.ray) as encoder,
    ):
        report = synced(assistant, encoder)
        if options.rebuild:
            assistant.library.rebuild()
    _print_report(options, report)
    if report.trouble:
        raise LibraryError(f"the articles are indexed, but {report.trouble}")


def _print_report(options: argparse.Namespace, report: SyncReport) -> None:
    if options.json:
        for file in report.files:
            _print(_line({"source": file.source, "outcome": file.outcome, "reason": file.reason}))
        return
    for file in report.files:
        if file.outcome != "unchanged":
            _print(f"{file.outcome:9}  {file.source}{f' ({file.reason})' if file.reason else ''}")
    outcomes = dict.fromkeys(file.outcome for file in report.files)
    parts = [f"{report.count(outcome)} {outcome}" for outcome in outcomes]
    _print(", ".join(parts) if parts else "no articles in the folder")


def _status(options: argparse.Namespace, settings: Settings) -> None:
    with _open(options, settings) as assistant:
        status = assistant.status()
        dates = {a.source: a.dated for a in assistant.articles() if a.dated}
    guessed = {s: str(d) for s, d in dates.items() if d.confidence == "guessed"}
    not_indexed = [file for file in status.files if file.outcome in ("skipped", "duplicate")]
    noted = [file for file in status.files if file.outcome == "unchanged" and file.reason]
    if options.json:
        _print(
            _line(
                {
                    "folder": str(status.folder),
                    "home": str(status.home),
                    "articles": status.articles,
                    "passages": status.chunks,
                    "sentences": status.sentences,
                    "in_words": status.in_words,
                    "in_vectors": status.in_vectors,
                    "without_vectors": status.waiting,
                    "store": status.store or None,
                    "trouble": status.trouble or None,
                    "changes_to_apply": status.behind,
                    "not_indexed": {file.source: file.reason for file in not_indexed},
                    "noted": {file.source: file.reason for file in noted},
                    "guessed_dates": guessed,
                }
            )
        )
        return
    words = "damaged" if status.in_words is None else _count(status.in_words, "article")
    vectors = "damaged" if status.in_vectors is None else _count(status.in_vectors, "passage")
    if status.store:
        vectors = f"{'unknown' if status.trouble else vectors}, at {status.store}"
    _print(f"folder     {status.folder}\nindex      {status.home}")
    inside = f"{_count(status.chunks, 'passage')}, {_count(status.sentences, 'sentence')}"
    _print(f"articles   {status.articles} ({inside})")
    _print(f"full text  {words}\nvectors    {vectors}")
    if status.trouble:
        _print(f"           {status.trouble}")
    elif "damaged" in (words, vectors) or status.behind:
        _print("The search indexes are not complete; `dateline sync --rebuild` makes them again.")
    if status.waiting:
        without = _count(status.waiting, "article")
        _print(f"waiting    {without} without vectors; `dateline sync` makes them")
    for file in not_indexed:
        _print(f"{file.outcome:9}  {file.source} ({file.reason})")
    for file in noted:
        _print(f"indexed    {file.source}, but {file.reason}")
    for source, day in guessed.items():
        _print(f"indexed    {source}, dated {day}")


def _show(options: argparse.Namespace, settings: Settings) -> None:
    with _assistant(options, settings) as assistant:
        for article in assistant.articles():
            if article.source == options.source:
                about = [
                    article.title,
                    article.outlet,
                    article.byline,
                    article.dated,
                ]
                _print(" | ".join(str(part) for part in about if part))
                _print(article.text)
                return
    raise UsageError(f"no article {options.source} is indexed; `dateline status` lists what is not")


def _web(options: argparse.Namespace, settings: Settings) -> None:
    if find_spec("gradio") is None or find_spec("nh3") is None:
        raise LibraryError(
            "the page needs gradio and nh3; in the project's folder run: make web, or "
            "pip install -e '.[web]'"
        )
    if options.articles is None and settings.articles is None:
        options.articles = own_articles(settings.home)
    with _open(options, settings) as assistant:
        serve_commands.page(assistant, options, settings)


def _serve(options: argparse.Namespace, settings: Settings) -> None:
    with serve_commands.ready("api"), _open(options, settings) as assistant:
        serve_commands.serve(assistant, options, settings)


def _mcp(options: argparse.Namespace, settings: Settings) -> None:
    with serve_commands.ready("mcp"), _open(options, settings) as assistant:
        serve_commands.mcp(assistant, options, settings)


@contextmanager
def _open(options: argparse.Namespace, settings: Settings) -> Iterator[Assistant]:
    assistant = Assistant.open(options.articles, settings)
    try:
        yield assistant
    finally:
        assistant.close()


@contextmanager
def _assistant(
    options: argparse.Namespace, settings: Settings, *, asks: bool = False
) -> Iterator[Assistant]:
    """An assistant whose folder is synced, or as far as another process has indexed it.

    Raises LibraryError where it holds no articles, or where it `asks` and none can be answered
    from for now.
    """
    with _open(options, settings) as assistant:
        report = _report(assistant, asks)
        if skipped := report.count("skipped") if report else 0:
            said = f"{_count(skipped, 'file')} skipped; see `dateline status`"
            print(f"dateline: {said}", file=sys.stderr)
        if not assistant.library.catalog.counts()[0]:
            raise LibraryError(
                f"{assistant.library.folder} holds no articles that can be read (.txt, .md, .html, "
                ".pdf, .docx, .eml, .json, .csv, .zip); `dateline status` says why"
            )
        yield assistant
        if assistant.library.trouble:
            print(f"dateline: {assistant.library.trouble}", file=sys.stderr)


def _report(assistant: Assistant, asks: bool) -> SyncReport | None:
    """What a sync did; None where another process indexes, as far as that is."""
    try:
        return synced(assistant)
    except Locked as error:
        if asks and not wait_for_another(assistant.library):
            return synced(assistant)
        tell_of_another(assistant.library, error)
        return None


def _questions(options: argparse.Namespace) -> list[str]:
    if options.batch is None:
        if options.question is None:
            raise UsageError("type a question, or give --batch FILE")
        return [options.question]
    if options.question is not None:
        raise UsageError("give a question or --batch FILE, not both")
    try:
        lines = options.batch.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise UsageError(f"{options.batch} is not UTF-8 text") from error
    found = [line for line in lines if line.strip()]
    if not found:
        raise UsageError(f"{options.batch} holds no questions; write one a line")
    return found


def _filtered(options: argparse.Namespace) -> dict[str, Any]:
    return {"since": options.since, "until": options.until, "outlets": tuple(options.outlet)}


def _settings(options: argparse.Namespace) -> Settings:
    plugged = {name: getattr(options, name, None) for name in ("embedder", "store", "reranker")}
    try:
        settings = Settings.from_environment()
        return settings.model_copy(update={k: spec for k, spec in plugged.items() if spec})
    except ValidationError as error:
        first = error.errors()[0]
        name = variable(str(first["loc"][0]))
        raise UsageError(f"{name}: {first['msg'][0].lower()}{first['msg'][1:]}") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a day; write it as 2024-03-15"
        ) from error


def _positive(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 65535")
    return int(text)


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _print(text: str) -> None:
    print(text, flush=True)


def _fail(message: str, code: int) -> int:
    print(f"dateline: {message}", file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"dateline: {message}; see `{self.prog} --help`\n")


class _Formatter(argparse.HelpFormatter):
    """Help that does not depend on the terminal's width, so that the README can hold it."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=96)
