"""One sentence in, one question out that it answers, or none: plain patterns of news English.

A question is made only from a sentence that fits a pattern and names someone or something, so that
it reads as a person would ask it; every other sentence is passed over.
"""

import re
from dataclasses import dataclass, replace

from evals.english import BASE, MOVED, PERSON, THING

_CAP = r"[A-Z][\w\u2019'&.-]*"
_NAME = rf"{_CAP}(?: (?:(?:of|and|for|of the) )?{_CAP}){{0,4}}"
_WORD = r"[\w\u2019'-]+"
_THING = rf"(?:(?:The|An?) (?:{_WORD} ){{0,6}}?{_WORD}|{_NAME}(?: [a-z]{_WORD}){{0,3}}?)"
_TOPIC = rf"(?:(?:[Tt]he|[Aa]n?) (?:{_WORD} ){{0,4}}?{_WORD}|{_NAME})"
_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
)
_DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_WHEN = (
    rf"(?P<when>(?:{_DAY}, )?{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?"
    rf"|{_MONTH}(?: \d{{4}})?|{_DAY}|\d{{4}})\b(?P<rest> to [a-z][^.,;:]*)?"
)
_ABOUT = "(?:about |around |nearly |almost |roughly |some |more than |over |at least |up to )?"
_AMOUNT = (
    r"(?:(?:US)?[$\u20ac\u00a3]\d(?:[\d.,]*\d)?(?: ?(?:[mbt]n|(?:m|b|tr)illion|k|m))?"
    r"|\d(?:[\d.,]*\d)? (?:(?:m|b|tr)illion )?(?:dollars|euros|pounds|yen))"
)
_VERBS = "|".join(sorted(map(re.escape, BASE), key=len, reverse=True))
_AUXILIARY = (
    "will would was were is are has have had could should must can may might cannot did does do"
)
_STATED = rf"(?P<what>(?P<topic>{_TOPIC}) (?:{'|'.join(_AUXILIARY.split())})(?:n[\u2019']t)?\b.+?)"
_SPEAKER = rf"(?P<who>{_CAP}(?: {_CAP}){{1,4}})"
_SAYS = rf"(?:said|says|announced|warned|argued|added|told (?:reporters|lawmakers|{_NAME}))"

_SAID = re.compile(
    rf"^{_SPEAKER}(?:, [^,]{{3,60}},)? {_SAYS}(?: on {_DAY})?(?: that)? {_STATED}\.?$"
)
_SAID_LAST = re.compile(
    rf"^[\"\u201c]?{_STATED},[\"\u201d]? {_SPEAKER}(?:, [^,]{{3,60}},)? {_SAYS}"
)
_SAID_BY = re.compile(rf"^[\"\u201c]?{_STATED},[\"\u201d]? {_SAYS} {_SPEAKER}\b")
_WILL = re.compile(
    rf"^(?P<what>{_THING}) (?P<will>will|is to|are to) (?P<do>.+?) (?:on|in) {_WHEN}"
)
_WAS = re.compile(
    rf"^(?P<what>{_THING}) (?P<was>was|were) (?P<do>[a-z]+(?:ed|en|t|d|n|ne)\b.*?) (?:on|in) "
    rf"{_WHEN}"
)
_DID = re.compile(rf"^(?P<what>{_THING}) (?P<did>{_VERBS})(?P<do>(?: .*?)?) (?:on|in) {_WHEN}")
_COST = re.compile(
    rf"^(?P<what>{_THING}) (?P<did>cost|costs|raised|paid|spent|earned|received|owes|made|lost"
    rf"|won|donated|contributed) {_ABOUT}(?P<n>{_AMOUNT})"
    rf"(?P<rest>(?: (?:to|for|from|on|in) (?!\d|{_MONTH}|{_DAY})[\w\u2019'$ -]+?)?)"
    r"(?=[.,;]| and\b|$)"
)
_SHARE = r"\d(?:[\d.,]*\d)?(?: ?%| percent\b| per cent\b)"
_MOVED = re.compile(
    rf"^(?P<what>{_THING}(?: (?:in|at|of|for) {_NAME})?) (?P<did>{'|'.join(MOVED)})"
    rf"(?: by|(?P<to> to))? {_ABOUT}(?P<n>{_SHARE}|{_AMOUNT})"
    rf"(?P<rest>(?: (?:in|on|during) (?:{_MONTH}(?: \d{{4}})?|\d{{4}}|{_DAY})\b)?)"
)
_MANY = re.compile(
    rf"^(?P<what>{_THING}) (?P<did>has|have|had|employs|employed|killed|injured|hired|sold"
    rf"|built|owns|operates|won|received|bought|lost|opened|closed|arrested) {_ABOUT}"
    rf"(?P<n>\d[\d,.]*\d|\d) (?P<things>(?:[a-z]{_WORD} ){{0,2}}[a-z]{_WORD}s|people)\b"
    rf"(?P<rest>(?: (?:in|at|across) (?!{_MONTH}|{_DAY}|\d){_NAME})?)"
)
_WHEN_FIRST = re.compile(
    rf"^(?:In|On) {_WHEN},? (?P<what>{_THING}) (?P<did>{_VERBS})(?P<do> [^,.;:]+)"
)
_CUT = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|St|No|vs|Jr|Sr)$")
"""How a question ends whose last name or title was cut at its full stop."""
_NO_ROLE = re.compile(
    r"\b(?:and|is|was|are|were|has|have|had|will|Inc|Co|includes|bears|does|responded|says)\b"
)
_ROLE = re.compile(
    rf"(?:^|[ \"\u201c])(?P<who>{_CAP}(?: {_CAP}){{0,3}}), (?:who (?:is|was) )?"
    rf"(?P<role>(?:an?|the|{_CAP}[\u2019']s) [^,.;:()\"\u201c]{{8,90}})[,.]"
)
_BECAUSE = re.compile(
    rf"^(?P<what>{_THING}) (?:(?P<be>is|are|was|were|will|cannot|could)|(?P<did>{_VERBS}))"
    r"(?P<do> [^,;:]+?),? because (?P<reason>(?!of )[^,;:]{12,})"
)
_BARE = re.compile(r"The (?P<noun>[a-z]{3,})\b")
_FIRST = re.compile(r"(?P<word>[A-Z][a-z]+) (?!of\b|for\b|and\b)[a-z]")
_VAGUE = re.compile(
    r"^(?:It|He|She|They|We|I|You|This|That|These|Those|There|Here|But|And|So|Yet|If|When|While|As|In"
    r"|On|At|For|After|Before|Since|What|Who|His|Her|Their|Its|Our|My|Your|Such|Some|Many|Most|Both"
    r"|One|Another|Other|Each|Also|Now|Then|However|Meanwhile|Police|Nothing|Everything|Nobody|Everyone|Anyone|All|None"
    r"|Much|More|Less|Few|Several|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Dozens|Hundreds"
    r"|Thousands|Millions|\d+)\b"
)
_LOOSE = re.compile(
    r"\b(?:it|he|she|they|him|them|we|us|you|me|his|her|their|its|our|this|these|those|who|which|that"
    r"|yesterday|today|tomorrow|following|last|next|then|here|there|also|reportedly|not|never|i|my)\b",
    re.I,
)
_NO_THING = re.compile(
    rf"\b(?:{'|'.join(_AUXILIARY.split())}|been|be|when|while|if|as|but|than|\w+ly)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question, and the words of the sentence that are its answer."""

    kind: str
    question: str
    fact: str
    speaker: str | None = None


def question_of(sentence: str) -> Draft | None:
    """The question that the first fitting pattern makes of a sentence."""
    flat = " ".join(sentence.split())
    for make in (_role, _date_first) if _VAGUE.match(flat) else _MAKERS:
        made = make(flat)
        if made and _reads(made.question) and _balanced(made.fact):
            return replace(made, question=made.question.replace(".?", "?"))
    return None


def named_in(sentence: str, text: str) -> str:
    """A sentence about "The bridge" as one about "The Tarn bridge", where its article has that."""
    if match := _BARE.match(sentence):
        names = set(re.findall(rf"\b[Tt]he ((?:{_CAP} ){{1,3}}{match['noun']})\b", text))
        if len(names) == 1:
            return f"The {names.pop()}{sentence[match.end() :]}"
    return sentence


def common(question: str, sentence: str, text: str) -> str:
    """A question in which a sentence's first word has no capital, if the article also has it so."""
    match = _FIRST.match(sentence)
    if not match or not re.search(rf"\b{match['word'].lower()}\b", text):
        return question
    return question.replace(f" {match['word']} ", f" {match['word'].lower()} ", 1)


def _statement(text: str) -> Draft | None:
    match = _SAID.match(text) or _SAID_LAST.match(text) or _SAID_BY.match(text)
    if not match or any(each.search(match["topic"]) for each in (_VAGUE, _LOOSE, _NO_THING)):
        return None
    who, what = match["who"], match["what"].rstrip(".")
    if (
        len(what.split()) < 5
        or _VAGUE.match(who)
        or re.match(rf"(?:The|An?|Although)\b|{_DAY}", who)
    ):
        return None
    question = f"What did {who} say about {_lower(match['topic'])}?"
    return Draft("attribution", question, what, who)


def _date(text: str) -> Draft | None:
    if match := _WILL.match(text):
        be = match["will"].removesuffix(" to")
        do = match["do"] if be == "will" else f"to {match['do']}"
        question = f"When {be} {_lower(match['what'])} {do}"
    elif match := _WAS.match(text):
        question = f"When {match['was']} {_lower(match['what'])} {match['do']}"
    elif match := _DID.match(text):
        question = f"When did {_lower(match['what'])} {BASE[match['did']]}{match['do']}"
    else:
        return None
    question += match["rest"] or ""
    told = match.groupdict().get("did") in ("had", "said", "told")
    twice = any(word in BASE for word in match["do"].split()[1:])
    odd = re.search(r"[;:\u2014\u2013(]|\bsaid\b|\b(?:publish|report) by\b|\b[A-Z]$", question)
    if told or twice or odd or _NO_THING.search(match["what"]):
        return None
    long = len(question.split()) - len(match["what"].split()) >= 3
    return Draft("time", f"{question}?", match["when"]) if long else None


def _money(text: str) -> Draft | None:
    match = _COST.match(text)
    if not match or _NO_THING.search(match["what"]):
        return None
    do = "does" if match["did"] in ("costs", "owes") else "did"
    base = {"costs": "cost", "cost": "cost", "owes": "owe"}.get(match["did"], "")
    base = base or BASE[match["did"]]
    question = f"How much {do} {_lower(match['what'])} {base}{match['rest']}?"
    return Draft("fact", question, match["n"])


def _moved(text: str) -> Draft | None:
    match = _MOVED.match(text)
    if not match or _NO_THING.search(match["what"]):
        return None
    asked, to = ("By how much", "") if match["to"] is None else ("What", " to")
    what = f"{_lower(match['what'])} {MOVED[match['did']]}{to}{match['rest']}"
    return Draft("fact", f"{asked} did {what}?", match["n"])


def _count(text: str) -> Draft | None:
    match = _MANY.match(text)
    if not match or _NO_THING.search(match["what"]):
        return None
    if re.search(r"\b(?:years|months|days|hours|times|percent)\b", match["things"]):
        return None
    now = {"has": "have", "have": "have", "employs": "employ", "owns": "own", "operates": "operate"}
    base = now.get(match["did"]) or BASE[match["did"]]
    do = "do" if match["did"] == "have" else "does" if match["did"] in now else "did"
    things = f"{match['things']} {do} {_lower(match['what'])} {base}{match['rest']}"
    return Draft("fact", f"How many {things}?", match["n"])


def _date_first(text: str) -> Draft | None:
    match = _WHEN_FIRST.match(text)
    if not match or match["rest"] or _NO_THING.search(match["what"]) or match["did"] == "had":
        return None
    question = f"When did {_lower(match['what'])} {BASE[match['did']]}{match['do'].rstrip()}?"
    return Draft("time", question, match["when"])


def _reason(text: str) -> Draft | None:
    match = _BECAUSE.match(text)
    if not match or _NO_THING.search(match["what"]) or _LOOSE.search(match["reason"]):
        return None
    verb = f" {BASE[match['did']]}" if match["did"] else ""
    question = f"Why {match['be'] or 'did'} {_lower(match['what'])}{verb}{match['do']}?"
    return Draft("fact", question, match["reason"].rstrip("."))


def _role(text: str) -> Draft | None:
    match = _ROLE.search(text)
    if not match or _LOOSE.search(match["role"]) or _VAGUE.match(match["who"]):
        return None
    if any(word in BASE for word in match["role"].split()) or _NO_ROLE.search(match["role"]):
        return None
    if re.search(rf"\b(?:{PERSON})\b", match["role"], re.I):
        asked = "Who" if " " in match["who"] else ""
    else:
        asked = "What" if re.search(rf"\b(?:{THING})\b", match["role"]) else ""
    return Draft("fact", f"{asked} is {match['who']}?", match["role"]) if asked else None


_MAKERS = (_statement, _reason, _moved, _date, _money, _count, _role)


def _reads(question: str) -> bool:
    """Whether a question stands alone: it names something, and points at nothing outside itself."""
    body = question.split(" ", 1)[1]
    words = body.split()
    named = any(word[0].isupper() for word in words) or len(words) >= 8
    return (
        named
        and _balanced(question)
        and not _CUT.search(question.rstrip(".?"))
        and '"' not in question
        and "," not in question
        and not _LOOSE.search(body)
        and (5 <= len(words) <= 20 or words[0] == "is")
    )


def _balanced(text: str) -> bool:
    pairs = ("()", "\u201c\u201d", "[]")
    return text.count('"') % 2 == 0 and all(
        text.count(pair[0]) == text.count(pair[1]) for pair in pairs
    )


def _lower(thing: str) -> str:
    """A thing as it stands in the middle of a sentence."""
    return re.sub(r"^(The|An?) ", lambda match: match[0].lower(), thing)
