""" "And Honda?": the last question with a name or a thing put in the place of one of its kind."""

import re

from assistant import nations, words
from assistant.grammar import mentions
from assistant.grammar.clauses import Clause, parse, parts, plain, topic
from assistant.words import any_of

_ATTRIBUTES = """price cost size age cause reason name owner length height weight range speed date
    result total budget value aim purpose cause risk timetable deadline details?"""
"""Words for what a thing has: "and the price?" asks for the price of the last thing."""
_ACTORS = """union council government court mayor ministry bank church army board owners? police
    parliament congress university residents? workers? unions? critics? opposition"""
_PIECE = re.compile(
    r"^(?P<preposition>(?:in|at|for|with|to|by|about|of|on|from|against|under) )?"
    r"(?P<determiner>(?:the|an?|its|their|his|her) )?(?P<head>.+?)(?P<owns>['\u2019]s?)?$",
    re.I,
)


def put_in_place(piece: str, question: str) -> str:
    """The question about `piece`: "What did Acme say?" and "Bolt" give "What did Bolt say?"."""
    match = _PIECE.match(piece.strip())
    if not match:
        return _regarding(question, piece)
    preposition, head = (match["preposition"] or "").strip().lower(), match["head"]
    named = bool(re.match(r"[A-Z]|[a-z]:?[A-Z]", head))
    if named and (nations.is_place(head) or preposition in ("in", "at")):
        return _elsewhere(preposition or "in", piece, head, question)
    if preposition:
        return _after_its_preposition(preposition, piece, question)
    if named:
        return _renamed(head, bool(match["determiner"]), question) or _of_named(piece, question)
    return _of_things(match["determiner"] or "", head, piece, question)


def _elsewhere(preposition: str, piece: str, head: str, question: str) -> str:
    adjective = nations.PLACES.get(head)
    for name in re.findall(r"\b[A-Z]\w+", question):
        if adjective and name in nations.PLACES.values():
            return re.sub(rf"\b{name}\b", adjective, question)
        if nations.is_place(name):
            return re.sub(rf"\b{name}\b", head, question)
    where = piece if piece.lower().startswith(f"{preposition} ") else f"{preposition} {piece}"
    return _after_its_preposition(preposition, where, question, names_only=True)


def _after_its_preposition(
    preposition: str, piece: str, question: str, *, names_only: bool = False
) -> str:
    capital = "(?=(?:the )?[A-Z][a-z])" if names_only else ""
    text = plain(question)
    found = list(re.finditer(rf"(?<!^)\b{preposition} {capital}", text))
    if found:
        return f"{text[: found[-1].start()]}{piece}"
    return f"{text} {piece}"


def _renamed(name: str, determined: bool, question: str) -> str | None:
    """The question with a name of the same kind replaced; two names that are both there swap."""
    asked = mentions.analysed(question)
    if name in asked.names:
        others = [other for other in asked.names if other != name]
        if len(others) != 1:
            return None
        return re.sub(
            rf"\b(?:{re.escape(name)}|{re.escape(others[0])})(?!\w)",
            lambda found: others[0] if found[0] == name else name,
            question,
        )
    kind = [other for other in asked.names if not nations.is_place(other) and other[0].isalpha()]
    alike = [other for other in kind if _determined(other, question) == determined]
    if asked.speaker and not determined and any(other in asked.speaker for other in kind):
        alike = [asked.speaker]
    clause = parse(question)
    chosen = alike or ([] if determined and clause and clause.noun else kind)
    if not chosen:
        return None
    other, tail = chosen[0], re.search(r"(?: [a-z][\w-]*)+$", name)
    return re.sub(
        rf"(?:\bthe )?(?<!\w){re.escape(other)}(?!\w)(?:{tail[0] if tail else ''})?",
        f"the {name}" if determined else name,
        question,
        count=1,
    )


def _of_named(piece: str, question: str) -> str:
    """ "Which models will Acme build?" and "the Leaf": "Will Acme build the Leaf?"."""
    clause = parse(question)
    if clause and clause.noun and clause.verb:
        return f"{clause.verb.capitalize()} {clause.rest} {piece}"
    return _regarding(question, piece)


def _determined(name: str, question: str) -> bool:
    return f"the {name}".lower() in question.lower()


def _of_things(determiner: str, head: str, piece: str, question: str) -> str:
    clause = parse(question)
    if clause and clause.noun and not determiner:
        asks = clause.asks[: len(clause.asks) - len(clause.noun)]
        return f"{asks}{head} {clause.verb} {clause.rest}".replace("  ", " ")
    named = mentions.names(question)
    if determiner.strip().lower() in ("its", "their", "his", "her") and named:
        return f"What about {named[0]}'s {head}"
    about = topic(question)
    if determiner and re.search(rf"\b(?:{any_of(_ATTRIBUTES)})$", head):
        return f"What about {piece} of {about}"
    if determiner and clause and (other := _alike(head, clause, question, about)):
        return re.sub(rf"\b{re.escape(other)}(?!\w)", piece, question, count=1)
    return _regarding(question, piece)


def _alike(head: str, clause: Clause, question: str, about: str) -> str | None:
    """What "the union" takes the place of: who speaks, or the subject or object like it."""
    speaker, (subject, _) = mentions.analysed(question).speaker, parts(clause)
    if re.search(rf"\b(?:{any_of(f'{words.PARTIES} {words.ROLES} {_ACTORS}')})$", head):
        return speaker or subject or None
    things = [
        each
        for each in (subject, about)
        if re.match(r"(?:the|an?) [a-z]", each) and each.endswith("s") == head.endswith("s")
    ]
    return things[0] if things and things[0] in question else None


def _regarding(question: str, piece: str) -> str:
    return f"{plain(question)} regarding {piece}"
