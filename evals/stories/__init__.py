"""Invented news stories with questions, each a folder with `articles/` and `cases.jsonl`.

A third to a half of the questions are near-misses: they sound like the story, and no article
answers them. See `README.md` beside this file.
"""

from pathlib import Path

FITTED, KEPT = "fitted", "kept"
"""Those whose questions `assistant/data/answerable.json` was made from, and those kept aside."""


def folders(part: str) -> list[Path]:
    """The stories of a part, by name."""
    here = Path(__file__).parent / part
    return sorted(each for each in here.iterdir() if (each / "cases.jsonl").is_file())
