"""Pronouns put into words: "he" is the last person, "it" what the last question is about."""

import re
from collections.abc import Sequence

from assistant import words
from assistant.grammar import mentions
from assistant.grammar.clauses import event, indirect, parse, parts, topic
from assistant.turns import Turn

_SAY = words.any_of(words.TO_SAY)
_AUXILIARY = "is|was|are|were|will|would|did|does|has|have|can|could"
_SO = (
    r"\w+ed|still|also|really|now|already|not|so|why|because|how|in|on|at|by|for|the|an?|all|be|mean"
    r"|new|legal|likely|possible|good|bad|enough|common|normal|safe|different|about|to|part"
)
PRONOUNS = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|their|theirs|it|its|there)\b"
    # "that" and "this" alone, not before a noun and not "said that"
    rf"|\b(?:that|this|these|those)(?=$|[,?]| (?:{_AUXILIARY}|mean|happen)\b)"
    r"|(?:(?<=\bis )|(?<=\bwas )|(?<=\bdid )|(?<=\bdoes )|(?<=\bwill ))"
    rf"(?:that|this)(?= (?:{_SO})\b)",
    re.I,
)
_PEOPLE = frozenset("he she him her his hers".split())
_SEVERAL = frozenset("they them their theirs these those".split())
_OWNERS = frozenset("its their theirs his hers".split())
_TELLS = rf"{_SAY}|report|reports|reported|announced?"
_ACTS = re.compile(
    rf"\s+(?:also |ever |already |still )?(?:{_TELLS}|wants?|hopes?|expects?|decided?"
    r"|confirm(?:ed)?|agreed?|intends?|responds?|reply|needs?|believes?)\b",
    re.I,
)
"""What only someone can do, and no thing."""


def resolved(text: str, history: Sequence[Turn]) -> tuple[str, str]:
    """A question with its pronouns put into words, and in words what each was taken for.

    A pronoun that follows a name of the same question stays, unless it ends the question.
    """
    taken: dict[str, str] = {}
    inside = mentions.names(text)

    def word(match: re.Match[str]) -> str:
        pronoun, before, after = match[0].lower(), text[: match.start()], text[match.end() :]
        named = any(name in before for name in inside) and (after.strip() or ", " in before)
        if named or re.match(r"\s+own\b", after):
            return match[0]
        meant = _meant(pronoun, before, after, history, tuple(taken.values()))
        if not meant:
            return match[0]
        taken[match[0]] = meant
        if pronoun in _OWNERS or (pronoun == "her" and re.match(r"\s+\w", after)):
            return f"{meant}'" if meant.endswith("s") else f"{meant}'s"
        return meant

    whole = PRONOUNS.sub(word, text)
    return whole, "; ".join(f'"{pronoun}" is {meant}' for pronoun, meant in taken.items())


def _meant(
    pronoun: str, before: str, after: str, history: Sequence[Turn], taken: Sequence[str]
) -> str | None:
    """What a pronoun stands for, or None when nothing before it fits."""
    last = history[-1].rewritten.text
    if pronoun in _PEOPLE:
        return mentions.person(history)
    if pronoun == "there":
        return mentions.place(history)
    about, acts = subject_of(last), _ACTS.match(after)
    groups = [name for name in mentions.organisations(history) if name not in taken]
    plural = re.search(r"(?<!s)s$", re.split(" that | involving ", about)[0])
    several = bool(plural) and about not in groups
    if pronoun in _SEVERAL and acts and (subject := _group(last)):
        return subject
    if pronoun in _SEVERAL:
        return about if several and not acts else " and ".join(groups) or None
    if not after.strip() and (happened := _event(pronoun, before, last, about)):
        return happened
    if groups and (acts or several or pronoun == "its"):
        return mentions.analysed(last).speaker or groups[0]
    clause = parse(last)
    if about in groups and clause and clause.verb and re.match(r"\s+\w", after):
        subject, _ = parts(clause)
        return subject if subject in groups else about
    return about or None


def _group(last: str) -> str | None:
    """The subject of the last question, where it is "the companies" or "both sides"."""
    clause = parse(last)
    subject = parts(clause)[0] if clause and clause.verb else ""
    return subject if re.fullmatch(r"(?:the|both|these) (?:[a-z-]+ )*[a-z]+s", subject) else None


def _event(pronoun: str, before: str, last: str, about: str) -> str | None:
    """What "that" or "it" is at the end of a question, where it is what happened, not a thing."""
    clause = parse(last)
    if clause and clause.verb and parts(clause)[1]:
        if not clause.asks and re.search(
            r"\b(?:about|of|after|with|from|behind|to|for)\s$", before
        ):
            return event(clause)
        if not clause.asks and re.search(rf"\b(?:{_TELLS})\s$", before):
            return indirect(clause, "that")
        if pronoun in ("that", "this") and not re.search(rf"\b(?:{_SAY})\b", last):
            return indirect(clause)
    return f"anything about {about}" if re.search(rf"\b(?:{_TELLS})\s$", before) else None


def subject_of(question: str) -> str:
    """The topic of a question, with whom it involves where it names no one itself."""
    about, named = topic(question), mentions.names(question)
    thing = re.match(r"(?:the|an?) (?:[\w-]+ ){0,2}[\w-]+$", about)
    if not thing or mentions.names(about):
        return about
    involved = " and ".join(name for name in named if not mentions.is_person(name))
    return f"{about} involving {involved}" if involved else about
