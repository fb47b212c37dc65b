"""Whom the selectors of style sheets name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_STATE = re.compile(
    r"::[\w-]|:(?:before|after|first-line|first-letter|hover|focus(?:-within|-visible)?|active"
    r"|visited|target|invalid|host|fullscreen|modal|popover-open|autofill|open)\b"
)
"""A part of an element, as its scroll bar, or a state that it is not in when a page is opened."""
_INNERMOST = re.compile(r"\([^()]*\)")
_PSEUDO = re.compile(r"::?(?:before|after)$")
_STRANGE = re.compile(
    r"::(?!-webkit-|(?:before|after|first-line|first-letter|selection|placeholder|marker|backdrop"
    r"|file-selector-button|cue|part|slotted|highlight|target-text|view-transition[\w-]*"
    r"|spelling-error|grammar-error|details-content|scroll-button|scroll-marker)\b)"
)
"""A part that browsers do not know: they drop the rule, with all that it names besides."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Whom a selector names: the elements at a path, or what is made up before or after them."""

    path: str
    weight: tuple[int, int, int]
    pseudo: str
    sure: bool
    """Whether it could be read."""


def aims(selectors: Iterable[str]) -> list[Aim]:
    """Whom selectors name, but for what they name only in some state, as under a pointer.

    One that cannot be read is taken for its last part.
    """
    found = []
    for selector in selectors:
        bare = _PSEUDO.sub("", selector)
        pseudo, outer = selector[len(bare) :].strip(":"), bare
        while (shorter := _INNERMOST.sub("", outer)) != outer:
            outer = shorter
        if _STRANGE.search(outer):
            found.append(Aim("/..", (0, 0, 0), pseudo, sure=False))
        if _STATE.search(outer):
            continue
        aim = _aim(_STATE.sub(":hover", bare) or "*", pseudo, sure=True)
        if aim is None:
            names = re.findall(r"[.#]?[\w-]+", re.sub(r"::?[\w-]+(\([^)]*\))?", "", bare))
            named = _aim(names[-1], pseudo, sure=False) if names else None
            aim = named or Aim("/..", (0, 0, 0), pseudo, sure=False)
        found.append(aim)
    return found


def _aim(selector: str, pseudo: str, *, sure: bool) -> Aim | None:
    """Whom a selector names; None if it cannot be read."""
    from cssselect import HTMLTranslator, SelectorError, parse

    try:
        [parsed] = parse(selector)
        path = HTMLTranslator().selector_to_xpath(parsed)
    except (SelectorError, ValueError):
        return None
    return Aim(path, parsed.specificity(), pseudo, sure)
