"""The last question with something else asked of it."""

import re

from assistant import words
from assistant.grammar.clauses import PREPOSITIONS, PRONOUN, Clause, parts, stated
from assistant.grammar.verbs import BE

_ADVERBIAL = re.compile(
    rf"(?:(?:{'|'.join(PREPOSITIONS)}) |when\b|where\b|why\b|how(?! many| much)\b)", re.I
)

_COUNTED = re.compile(
    r"(?P<verb>\w+) (?P<things>[a-z][\w -]*?s)(?P<more>(?: (?:for|in|with|to|from|at|by) .+)?)$"
)


def asked_anew(opening: str, clause: Clause) -> str:
    """The same clause with something else asked of it: "Why" for "When did Acme close the mill?".

    What was asked for becomes a part of it, so that nothing is lost: "How many models does Acme
    plan?" and "By when" give "By when does Acme plan models?".
    """
    opening = opening[:1].upper() + opening[1:]
    if not clause.verb:
        return _of_a_subject(opening, clause)
    subject, predicate = parts(clause)
    if opening.lower() == "why not" and subject:
        return f"Why {clause.verb} {subject} not {predicate}?"
    if _ADVERBIAL.match(opening):
        return f"{opening} {clause.verb} {_completed(subject, predicate, clause)}?"
    if clause.verb in BE and subject and not clause.noun and re.match(r"Which \w", opening):
        verb = {"is": "are", "was": "were"}.get(clause.verb, "are")
        return f"{opening} {verb if opening.endswith('s') else clause.verb} {predicate}?"
    if re.fullmatch(r"who(?: else)?", opening, re.I) and subject:
        return f"{opening} {stated('', clause.verb, predicate)}?"
    counted = _COUNTED.match(predicate)
    if subject and counted and (asks := re.fullmatch(r"(which|how many)(?: ones)?", opening, re.I)):
        did = f"{counted['verb']}{counted['more']}"
        return f"{asks[1]} {counted['things']} {clause.verb} {subject} {did}?"
    rest = re.sub(r" (?:any|some)(?:thing|one|body)$", "", clause.rest)
    return f"{opening} {clause.verb} {rest}?"


def _completed(subject: str, predicate: str, clause: Clause) -> str:
    """The clause with what was asked for in its place: "Acme fire workers in Germany"."""
    if clause.asks.lower() == "what":
        return re.sub(rf"\b({words.any_of(words.TO_SAY)})\b", r"\1 that", clause.rest, count=1)
    if not clause.noun:
        return clause.rest
    noun = clause.noun if re.search(r"\bhow\b", clause.asks, re.I) else f"the {clause.noun}"
    if clause.verb in BE and not predicate:
        return f"{noun} {clause.rest}"
    verb, _, more = predicate.partition(" ")
    if subject and re.match(r"(?:in|at|on|from|for|by|to|with)\b", more):
        return f"{subject} {verb} {noun} {more}"
    return f"{clause.rest} {noun}"


def _of_a_subject(opening: str, clause: Clause) -> str:
    made = re.match(r"(?P<done>\w+ed|built|made|sold|won) (?P<what>.+)$", clause.rest)
    if clause.asks.lower() == "who" and made:
        if made["what"].startswith("that "):
            return f"{opening} was it {made['done']} {made['what']}?"
        return f"{opening} was {made['what']} {made['done']}?"
    if clause.noun and not _ADVERBIAL.match(opening):
        return f"{opening} {clause.noun} {clause.rest}?"
    subject = f"the {clause.noun}" if clause.noun else "someone"
    return f"{opening} was it that {subject} {clause.rest}?"


def repeated(short: Clause, before: Clause) -> str | None:
    """ "Why would it?" written out with what the question before has it do; None without that."""
    subject, predicate = parts(before)
    if not before.verb or not predicate:
        return None
    if short.verb in BE and (
        before.verb not in BE or short.asks.lower() in ("who", "where", "what")
    ):
        return None
    verb, who = short.verb, short.rest
    if PRONOUN.match(who):
        who = subject
    if before.verb in BE or before.verb in ("has", "have", "had"):
        modal = predicate.startswith("going to ") and verb not in BE
        predicate = predicate.removeprefix("going to ") if modal else predicate
        verb = verb if modal else before.verb
    return " ".join(part for part in (short.asks, verb, who, predicate) if part) + "?"
