"""The grammar of a question, as far as its word order shows it: what it asks, and of what."""

import re
from dataclasses import dataclass, replace

from assistant import words
from assistant.grammar.verbs import BASE, BE, DO, PAST, ongoing, past, third

_AUXILIARIES = frozenset(f"{words.AUXILIARIES} may must shall".split())
PREPOSITIONS = """in by for at on from to with since until under of about after
    before""".split()
_ASKS = re.compile(
    rf"(?:(?:{'|'.join(PREPOSITIONS)}) )?"
    r"(?:what|which|who|whom|whose|when|where|why|how)\b",
    re.I,
)
_LONGEST = 6
"""Words of "what share of the car market" before the verb; a longer run is no such phrase."""
_NOT_IN_A_PHRASE = re.compile(r"\b(?:that|who|which|because)\b|\w{2,}ed\b", re.I)
_NAMES = re.compile(
    r"(?:(?:the|both) )?[A-Z][\w:.&-]*(?: [A-Z][\w:.&-]*)*(?:(?:, | and | & )[A-Z][\w:.&-]*"
    r"(?: [A-Z][\w:.&-]*)*)*(?=\s|$)"
)
PRONOUN = re.compile(r"(?:it|they|he|she|we|this|that|these|those|there|anyone|someone)\b", re.I)
_DETERMINER = re.compile(
    r"(?:the|an?|this|that|these|those|its|their|his|her|[\w-]+['\u2019]s?)$", re.I
)
_PREDICATES = frozenset("to in at on due ready available likely able set still strong".split())
_TIMED = re.compile(
    r"\s+(?:(?:in|by|on|since|until|before|after|during) )?(?:(?:last|next|this) (?:year|month|week"
    r"|quarter)|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|fiscal \d{4}|\d{4}|today|yesterday|now"
    r"|yet|already|worldwide)$"
)
_FINITE = re.compile(rf"(?:(?:over|under|with|re)?(?:{'|'.join(PAST.values())})|[a-z]{{2,}}ed)$")
_PARTICIPLE = re.compile(r"(?:\w{2,}(?:ing|ed)|said|built|sold|made|paid|cut|told|given|taken)$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A question in three: "how many models" "does" "Nissan plan".

    `asks` is empty for a yes-or-no question, `verb` when what is asked for is the subject ("Who
    created Afeela").
    """

    asks: str
    verb: str
    rest: str

    @property
    def noun(self) -> str:
        """The thing asked for, where it is named: "electric models"; else empty."""
        match = re.match(
            r"(?:\w+ )?(?:which|what|how (?:many|much)|whose)\b\s*(?P<noun>.*)", self.asks, re.I
        )
        noun = match["noun"] if match else ""
        return "" if noun.lower() in ("else", "exactly", "") else noun


def parse(question: str) -> Clause | None:
    """A question's clause; None for a text that is not built as a question."""
    text = plain(question)
    tokens = text.split()
    if not tokens:
        return None
    if tokens[0].lower() in _AUXILIARIES:
        return Clause("", tokens[0].lower(), " ".join(tokens[1:]))
    match = _ASKS.match(text)
    if not match:
        return None
    opening = len(match[0].split())
    for at in range(opening, min(len(tokens), opening + _LONGEST + 1)):
        between = " ".join(tokens[opening:at])
        if tokens[at].lower() in _AUXILIARIES and not _NOT_IN_A_PHRASE.search(between):
            if at > opening and re.search(r"who|when|where|why", match[0], re.I):
                break
            return Clause(" ".join(tokens[:at]), tokens[at].lower(), " ".join(tokens[at + 1 :]))
    return _of_the_subject(match[0], tokens[opening:])


def _of_the_subject(asks: str, tokens: list[str]) -> Clause:
    """ "Which old mills" "burned down last year", where the verb can be told by its form."""
    last = asks.split()[-1].lower()
    if last in ("what", "which", "whose") and tokens and not _FINITE.match(tokens[0]):
        at = next((n for n, word in enumerate(tokens[:_LONGEST]) if _FINITE.match(word)), 0)
        if not at and last == "which" and len(tokens) > 1:
            at = 1
        if at:
            return Clause(" ".join([asks, *tokens[:at]]), "", " ".join(tokens[at:]))
    return Clause(asks, "", " ".join(tokens))


def plain(question: str) -> str:
    """A question without its mark, and with "who's" as "who is"."""
    text = " ".join(question.split()).rstrip(" ?!.")
    return re.sub(
        r"^((?:what|who|where|when|why|how|that|it))['\u2019]s\b", r"\1 is", text, flags=re.I
    )


def indirect(clause: Clause, whether: str = "whether") -> str:
    """The question inside another: "when Acme closed the mill", "whether Acme will close it".

    Where the subject's end cannot be seen, the words keep the question's order.
    """
    asks = clause.asks[:1].lower() + clause.asks[1:] if clause.asks else whether
    if not clause.verb:
        return f"{asks} {clause.rest}"
    subject, predicate = parts(clause)
    if not subject:
        return f"{asks} {clause.verb} {clause.rest}"
    return f"{asks} {stated(subject, clause.verb, predicate)}"


def stated(subject: str, verb: str, predicate: str) -> str:
    """Subject, auxiliary and predicate in the order of a statement."""
    if verb not in DO or not predicate:
        return " ".join(part for part in (subject, verb, predicate) if part)
    base, _, rest = predicate.partition(" ")
    done = {"do": base, "does": third(base), "did": past(base)}[verb]
    return " ".join(part for part in (subject, done, rest) if part)


def event(clause: Clause) -> str:
    """What a question asks of, as something that happens: "Acme closing the mill"."""
    subject, predicate = parts(clause)
    if not clause.verb or not subject or not predicate:
        return indirect(clause)
    if clause.verb in BE or clause.verb in ("has", "have", "had"):
        being = "" if re.match(r"\w+ing\b", predicate) else "being "
        having = being if clause.verb in BE else "having "
        return f"{subject} {having}{predicate}"
    base, _, rest = predicate.partition(" ")
    return f"{subject} {ongoing(base)} {rest}".rstrip()


def parts(clause: Clause) -> tuple[str, str]:
    """(subject, predicate) of a clause with an auxiliary; ("", rest) when the end is not seen."""
    rest = clause.rest
    if match := PRONOUN.match(rest):
        return match[0], rest[match.end() :].strip()
    if match := _NAMES.match(rest):
        after = rest[match.end() :].split()
        who = clause.verb in BE and re.fullmatch(r"what|who", clause.asks, re.I)
        if who and after and not _opens_predicate(after[0], clause.verb):
            return rest, ""
        owner = match[0].endswith(("'s", "s'", "\u2019s")) or after[:1] in (["and"], ["or"], ["of"])
        longer = len(after) > 1 and not _opens_predicate(after[0], clause.verb)
        if not owner and not (longer and _opens_predicate(after[1], clause.verb)):
            return match[0], " ".join(after)
    tokens = rest.split()
    start = 2 if tokens and _DETERMINER.match(tokens[0]) else 1
    for at in range(start, len(tokens)):
        if _opens_predicate(tokens[at], clause.verb):
            return " ".join(tokens[:at]), " ".join(tokens[at:])
    defined = re.search(r"\b(?:what|who|where|when|how)\b", clause.asks, re.I)
    if clause.verb in BE and (defined or (clause.noun and _DETERMINER.match(tokens[0]))):
        return rest, ""
    return "", rest


def _opens_predicate(word: str, verb: str) -> bool:
    if word.lower() in ("not", "also", "ever", "already", "still"):
        return True
    if verb in BE or verb in ("has", "have", "had"):
        return bool(_PARTICIPLE.match(word)) or word.lower() in _PREDICATES
    return word.lower() in BASE or word.lower() == "be"


def topic(question: str) -> str:
    """What a question is about, as words that can stand for "it"; empty when none is seen."""
    clause = parse(question)
    if clause is None:
        return plain(question)
    if not clause.noun:
        clause = replace(clause, rest=_TIMED.sub("", clause.rest))
    if clause.noun:
        subject, predicate = parts(clause) if clause.verb else ("", clause.rest)
        if clause.verb and not subject:
            return f"the {clause.noun}"
        return f"the {clause.noun} that {stated(subject, clause.verb, predicate)}"
    said_of = re.search(r"\b(?:about|of|on|over|regarding) ((?:the |an? )?[^,]+)$", clause.rest)
    if said_of and clause.verb not in BE and not re.search(r"\b(?:is|are|was|were)\b", said_of[1]):
        return said_of[1]
    if not clause.verb:
        made = re.match(
            r"\w+ (?:that )?(.+?)(?: (?:is|are|was|were|will|would|has|have|had)\b.*)?$",
            clause.rest,
        )
        return made[1] if made else ""
    subject, predicate = parts(clause)
    if not predicate and subject:
        return subject
    if clause.verb in BE and not subject:
        return clause.rest
    after = re.search(
        r"(?:^\w+ |\b(?:in|to|with|for|by|at) )((?:the |an? )?[A-Z\w'\u2019-][^,]*?)$", predicate
    )
    last = re.search(
        r"\b((?:the|an?|its|their) (?!.*\bthe )[\w' -]+|[A-Z][\w:]*(?: [A-Z][\w:]*)*)$", predicate
    )
    found = last or after
    if not found or found[1].lower() in PREPOSITIONS:
        return subject
    verbal = _PARTICIPLE.match(found[1]) or _opens_predicate(found[1], clause.verb)
    return subject if verbal else found[1]
