"""A follow-up and what was asked before it -> a question that can be understood alone, by rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant import nations, words
from assistant.grammar import mentions
from assistant.grammar.clauses import Clause, indirect, parse, plain, topic
from assistant.grammar.elision import put_in_place
from assistant.grammar.periods import narrowed
from assistant.grammar.pronouns import PRONOUNS, resolved, subject_of
from assistant.grammar.reasking import asked_anew, repeated
from assistant.turns import Rewritten, Turn

_LEAD = re.compile(
    r"^(?:(?:and|but|so|ok|okay|also|then|well|right|yes|no|thanks|thank you|hm+|oh)\b[, ]*)+"
    r"(?=\S)",
    re.I,
)
_WHAT_ABOUT = re.compile(r"^(?:what|how) about\b\s*", re.I)
_SAY = words.any_of(words.TO_SAY)
_THAT = r"(?:that|this|it|so)"
_SOURCE = re.compile(
    rf"^(?:who (?:says?|said|reported|reports|claimed|claims|told \w+) ?{_THAT}?|says who"
    rf"|according to (?:whom|who)|whose words are (?:they|those|these)"
    rf"|what(?:'s| is) (?:the|your|their) source(?: (?:for|of) {_THAT})?|who is the source"
    rf"(?: (?:for|of) {_THAT})?|who told (?:you|them) {_THAT}|where is {_THAT} from)$",
    re.I,
)
_SURE = re.compile(
    r"^(?:is|was|has|are) (?:that|this|it|they) (?:been |really |now |already )*"
    r"(?P<how>confirmed|true|official|certain|sure|right|correct|denied|known|final|agreed)"
    r"(?P<more> (?!of|for|in)\b.*)?$",
    re.I,
)
_ALSO = re.compile(
    rf"^(?:is|was|does|did) {_THAT} (?:also )?(?:true|so|the case|hold|apply|go)"
    r" (?:of|for|in|to|with) (?P<piece>.+?)(?:,? (?:as well|too|also))?$",
    re.I,
)
_AGAIN = re.compile(r"(?:it|they|he|she|[A-Z][\w-]*(?: [A-Z][\w-]*)*)(?: not)?")
_MORE = re.compile(
    r"^(?:(?:any|anything|something|is there (?:any|anything)|what|tell me|say|give me)? ?"
    r"(?:more|else)(?: (?:about|on) (?:that|this|it|them))?(?: (?:please|known|said))?|go on"
    r"|more details?|any(?: more| other)? details?)$",
    re.I,
)
_HAPPENED = re.compile(
    r"^(?P<asks>(?:when|why|where(?! \w+ it)|how|since when|by when)(?: exactly)?)"
    r" (?:is|was|are|were|will|did|does) (?:that|this|it)"
    r"(?: (?:be|happen|happening|so|take place|the case))?$|^(?P<so>why|how) so$"
    r"|^how come$|^what for$",
    re.I,
)
_FRAGMENT = re.compile(
    r"^(?:(?:in|by|for|at|on|from|to|with|since|until|of|about) )?(?:what|which|who|whom|whose|when"
    r"|where|why|how)\b(?: [\w'-]+){0,5}$",
    re.I,
)
_TAIL = re.compile(
    rf"\b(?P<says>{_SAY}|know|known|clear) (?P<asks>when|where|why|how(?: much| many| long)?|who)$",
    re.I,
)
_BARE = re.compile(r"\b(?:what|which|who|whom|when|where|why|how|any|an?)\b", re.I)
_FEW = 2


@dataclass(frozen=True, slots=True)
class _Context:
    """A follow-up and what it follows. `led`: it opened with "and", "what about" or the like."""

    text: str
    led: bool
    history: Sequence[Turn]
    last: Rewritten
    clause: Clause | None

    def carried(self, text: str, why: str) -> Rewritten:
        """A rewritten question, over the days that the last one was narrowed to."""
        text = " ".join(text.split()).rstrip(" ?.")
        return Rewritten(
            f"{text[:1].upper()}{text[1:]}?", True, why, self.last.since, self.last.until
        )


def standalone(question: str, history: Sequence[Turn], *, newest: date | None = None) -> Rewritten:
    """The question as it would be asked without the turns before it.

    A question that stands alone is left as it is. `newest` is the last publication day of the
    articles, against which "after Friday" is read when no answer so far cites a dated one.
    """
    if not history:
        return Rewritten(question)
    last = history[-1].rewritten
    text = plain(mentions.cased(question, history))
    bare = _WHAT_ABOUT.sub("", plain(_LEAD.sub("", text) or text))
    context = _Context(bare or text, bare != text, history, last, parse(last.text))
    return (
        _of_the_whole(context)
        or narrowed(context.text, last, mentions.reported(history) or newest)
        or _of_a_piece(context)
        or _of_its_words(context)
        or Rewritten(question)
    )


def _of_the_whole(now: _Context) -> Rewritten | None:
    """Questions about all of the last question: who said so, is that so, when was that, more."""
    text, clause = now.text, now.clause
    if _MORE.match(text):
        about = topic(now.last.text) or now.last.text
        return now.carried(f"What else is reported about {about}", "more of the same")
    if clause is None:
        return None
    if _SOURCE.match(text):
        verb = "reported" if re.search(r"\breport", text, re.I) else "said"
        return now.carried(f"Who {verb} {indirect(clause, 'that')}", '"so" is the last question')
    if (short := parse(text)) and _AGAIN.fullmatch(short.rest):
        again = repeated(short, clause)
        return now.carried(again, "the rest is from the last question") if again else None
    if match := _SURE.match(text):
        sure = f"Is it {match['how']}{match['more'] or ''} {indirect(clause)}"
        return now.carried(sure, '"that" is the last question')
    if match := _HAPPENED.match(text):
        opening = match["asks"] or match["so"] or "why"
        return now.carried(asked_anew(opening, clause), '"that" is the last question')
    if match := _TAIL.search(text):
        told, _ = resolved(text[: match.start("asks")], now.history)
        asks = indirect(Clause(match["asks"], clause.verb, clause.rest))
        return now.carried(f"{told}{asks}", f'"{match["asks"]}" is asked of the last question')
    return None


def _of_a_piece(now: _Context) -> Rewritten | None:
    """ "By when?", "how many models?", "and Honda?": a piece that the last question completes."""
    text, last, asks = now.text, now.last.text, parse(now.text)
    if match := _ALSO.match(text):
        place = nations.is_place(match["piece"])
        text, asks = f"in {match['piece']}" if place else match["piece"], None
    elif asks is None and not (now.led or mentions.names(text)):
        return None
    if asks is None:
        if PRONOUNS.search(text):
            return None
        return now.carried(put_in_place(text, last), f'"{text}" is put into the last question')
    text = re.sub(r" (?:exactly|precisely)$", "", text)
    asks = parse(text) or asks
    whole = asks.verb or _has_verb(asks) or not _FRAGMENT.match(text)
    if now.clause is None or whole:
        return None
    opening, moved = _placed(text, last)
    again = asked_anew(opening, parse(moved) or now.clause)
    return now.carried(again, "the rest is from the last question")


def _placed(text: str, question: str) -> tuple[str, str]:
    """ "How many in Poland": what is asked, and the question moved to Poland."""
    match = re.match(r"(?P<asks>[\w ]+?) (?P<where>(?:in|at|for|from) (?:the )?[A-Z].*)$", text)
    if not match:
        return text, question
    clause = parse(question)
    same = clause and clause.asks.lower().startswith(match["asks"].lower())
    return (clause.asks if clause and same else match["asks"]), put_in_place(
        match["where"], question
    )


def _has_verb(asks: Clause) -> bool:
    """Whether it is "Who owns Afeela" or "which firm makes it" and not "how many models"."""
    words_after = asks.rest.split()
    if re.search(r"\bwhich$|\bwhich ", asks.asks, re.I):
        return len(words_after) > 1
    return asks.asks.lower() in ("who", "what") and asks.rest not in ("", "else")


def _of_its_words(now: _Context) -> Rewritten | None:
    """A whole question, with its pronouns put into words and its subject carried over."""
    about = subject_of(now.last.text)
    text, why = resolved(_with_noun(now.text, now.last.text), now.history)
    if why and about and about not in text and re.search(rf"\b(?:{_SAY})$", text):
        text = f"{text} about {about}"
    if text != now.text:
        text = text if parse(text) else f"What about {text}"
        return now.carried(text, why or "what is counted is the last question's")
    if parse(text) is None or not _leans(now):
        return None
    if named := mentions.names(text):
        about = " and ".join(n for n in mentions.names(now.last.text) if n not in named)
    if not about:
        return None
    joint = (
        "" if re.search(r" (?:against|for|with|to|about|of|from|in|by)$", text) else "regarding "
    )
    return now.carried(f"{text} {joint}{about}", "the subject is the last question's")


def _leans(now: _Context) -> bool:
    """Whether a question without pronouns is about the last one's subject all the same.

    "And how much would Acme pay?" is, where Acme was asked about; so is "Is a date planned?".
    """
    asked, before = mentions.analysed(now.text), mentions.analysed(now.last.text)
    if {word.stem for word in asked.words} & {w.stem for w in before.words if not w.name}:
        return False
    if now.led:
        return set(asked.names) <= set(before.names)
    defined = re.match(r"(?:what|who) (?:is|are|was|were) ", now.text, re.I)
    definite = re.search(r"\b(?:the|this|these|those)\b", now.text)
    return not (asked.names or defined or definite) and len(asked.words) <= _FEW


def _with_noun(text: str, last: str) -> str:
    """ "Which were sold" after a question about mills: "Which mills were sold"."""
    clause, before = parse(text), parse(last)
    if not clause or not before or not clause.verb:
        return text
    asks = re.fullmatch(r"(?P<asks>which|how many)(?: ones?)?(?: of them)?", clause.asks, re.I)
    if asks and before.noun:
        return f"{asks['asks']} {before.noun} {clause.verb} {clause.rest}"
    about = topic(last)
    if asks and about.endswith("s") and re.search(r" one", clause.asks):
        return f"{asks['asks']} of {about} {clause.verb} {clause.rest}"
    return text
