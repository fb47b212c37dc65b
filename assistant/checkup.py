"""The command line's part about the index itself: `dateline doctor`, and what it repairs."""

import argparse
import json
import sys
from dataclasses import replace

from assistant import doctor, plugging
from assistant.desk import Assistant
from assistant.doctor import Diagnosis
from assistant.progress import synced, with_bar
from assistant.settings import Settings
from index.database import CatalogError, NewerRelease, Unreachable
from index.library import Library, LibraryError

ANEW = ("catalog", "articles")
"""Parts of an index whose faults are made good by indexing the folder anew."""


def options(command: argparse.ArgumentParser) -> None:
    """What `dateline doctor` can be given."""
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument("--repair", action="store_true", help="make again what is damaged")
    command.add_argument(
        "--remove-old", action="store_true", help="remove indexes that nothing opens any more"
    )


def run(options: argparse.Namespace, settings: Settings) -> None:
    """`dateline doctor`. Raises LibraryError when what it found is still there."""
    try:
        found = _examined(options, settings)
    except (NewerRelease, Unreachable):
        raise
    except CatalogError as error:
        if not options.repair:
            raise
        _remake(options, settings)
        found = replace(_examined(options, settings), repaired=(str(error),))
    if options.repair and any(fault.part in ANEW for fault in found.faults):
        _remake(options, settings)
        were = tuple(fault.says for fault in found.faults)
        found = replace(_examined(options, settings), repaired=were)
    said = json.dumps(found.to_dict(), ensure_ascii=False) if options.json else None
    print(said or "\n".join(found.to_lines()), flush=True)
    if found.faults:
        raise LibraryError("the index is not sound; see above")


def _examined(options: argparse.Namespace, settings: Settings) -> Diagnosis:
    """Checked, repaired where that is asked for, synced, and checked again if that changed it.

    In this order: a sync writes to the stores, and Chroma can end a process that opens what is
    damaged.
    """
    assistant = Assistant.open(options.articles, settings)
    library, store = assistant.library, plugging.store(settings)
    try:
        if options.remove_old:
            for line in doctor.removed(library.home.parent, library.home, store):
                print(line, file=sys.stderr)
        found = with_bar("Checking", lambda *, progress: doctor.examine(library, progress))
        if found.status.behind and not any(fault.unreadable for fault in found.faults):
            synced(assistant)  # was cut off
            found = with_bar("Checking", lambda *, progress: doctor.examine(library, progress))
        were: tuple[str, ...] = ()
        if options.repair and found.faults:
            if any(fault.part in ANEW for fault in found.faults):
                return found
            library.repair(found.faults)
            were = tuple(fault.says for fault in found.faults)
        elif found.faults:
            return found
        report = synced(assistant)
        if were or report.changed:
            found = with_bar("Checking", lambda *, progress: doctor.examine(library, progress))
        return replace(found, repaired=were)
    finally:
        assistant.close()


def _remake(options: argparse.Namespace, settings: Settings) -> None:
    folder, embedder = options.articles or settings.folder(), plugging.embedder(settings)
    store = plugging.store(settings)
    with_bar(
        "Indexing anew",
        lambda *, progress: Library.remake(
            folder, settings.home, embedder, progress, settings.server(), store
        ),
    )
