"""Outlets that no article is from."""

from collections.abc import Sequence

from index.catalog import Catalog, Filter

_MOST = 20
"""Outlets that are listed in one message."""


def unknown_outlet(catalog: Catalog, outlets: Sequence[str]) -> str:
    """A sentence on the first of these outlets that no article has, with those there are.

    Empty where all are known, and over an empty index, which says so itself.
    """
    for name in outlets:
        if catalog.how_many(Filter(outlets=(name,))) or not catalog.counts()[0]:
            continue
        return f'no article is from the outlet "{name}"; {_there_are(catalog)}'
    return ""


def _there_are(catalog: Catalog) -> str:
    headings = catalog.headings(Filter(), catalog.counts()[0], 0)
    known = sorted({each.outlet for each in headings if each.outlet}, key=str.casefold)
    if not known:
        return "no article names its outlet"
    more = f" and {len(known) - _MOST} more" if len(known) > _MOST else ""
    return f"there {'is' if len(known) == 1 else 'are'} {', '.join(known[:_MOST])}{more}"
