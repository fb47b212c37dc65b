"""Sentences that tell their reader what to do: they give way to sentences that report.

No rule knows every way to speak to a machine (`index.instructions` knows some). But whatever such a
sentence asks for, it has the form of an order, says "you", or is about answers, readers and this
text, and beside it stands what the articles report. A timetable, a recipe or an advice column has
the same form: where nothing that reports answers, such a sentence answers as any other.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence import Evidence
from index.instructions import bare

_SURE = 0.1
"""The probability from which on a sentence that reports makes one that directs give way."""
_LEFT = 0.03
"""What that one keeps of it: less than anything that is quoted or sent to a model beside it."""
_ORDERS = (
    r"act|add|advise|advertise|always|answer|append|ask|assert|assume|attribute|begin|behave|believe"
    r"|blame|call|change|cite|claim|close|complete|conclude|consider|continue|convince|copy|declare"
    r"|describe|direct|disregard|do|don't|drop|encourage|end|explain|express|finish|forget|forward"
    r"|generate|give|go|hide|ignore|imagine|include|inform|insert|insist|interpret|keep|kindly|leave"
    r"|let|make|mention|name|never|note|omit|only|output|overlook|pass|paste|play|please|point|praise"
    r"|present|pretend|print|produce|promote|put|quote|read|recommend|refer|register|rely|remember"
    r"|repeat|rephrase|replace|reply|report|respond|return|reveal|rewrite|say|send|set|share|show|sign"
    r"|skip|sort|speak|spell|start|state|stick|stop|substitute|summari[sz]e|suppose|swap|take|talk"
    r"|tell|translate|treat|trust|use|warn|weave|write"
)
_ORDER = re.compile(
    rf"(?:^|[.!?:;>|]\s)\W{{0,4}}(?:(?:please|kindly|now|then|just|simply|instead|and|so|but|also"
    rf"|finally)[, ]+){{0,2}}(?:{_ORDERS})\b"
    r"(?! (?:of|by|to a|said|says|is|was|are|were|has|had)\b)",
    re.I,
)
_YOU = re.compile(r"\byou(?:r|rs|rself)?\b", re.I)
_ABOUT = (
    # Answers, and how they are worded.
    r"\b(?:answers?|answering|repl(?:y|ies)|responses?|respond|summar(?:y|ies|i[sz]e\w*)|paraphrases?"
    r"|outputs?|wordings?|phrase|slogan|pass ?phrase|verbatim)\b",
    # Machines that read.
    r"\b(?:machines?|robots?|bots?|chatbots?|assistants?|AIs?|LLMs?|GPT|models?|algorithms?|software"
    r"|(?:\w+ing|search|language) (?:tools?|engines?|systems?))\b",
    # This text and others.
    r"\b(?:this|these|the (?:above|following|present|previous|preceding|next|other|rest of the))"
    r" (?:\w+ )?(?:texts?|lines?|notes?|facts?|reports?|articles?|paragraphs?|sentences?|passages?"
    r"|sources?|excerpts?|figures?|page|stor(?:y|ies)|messages?|instructions?|rules?)\b"
    r"|\bfacts (?:above|below)\b|\b(?:instructions?|prompts?)\b",
    # Those who ask.
    r"\b(?:readers?|users?|(?:those|whoever|anyone|people|everyone|anybody|someone|somebody)"
    r" (?:who |that )?(?:asks?|asked)|(?:if|when|is|are) asked|enquirer)\b",
)
_SUBJECTS = tuple(re.compile(each, re.I) for each in _ABOUT)
_DUTY = re.compile(
    r"\b(?:must|should|shall|(?:has|have|ought) to|(?:is|are) to|only|nothing but)\b"
)
_ADVICE = re.compile(r"\b(?:you|your|I|me|my|we|should|advi[sc]e\w*|recommend\w*|tips?|how to)\b")


def give_way(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, best first; where one that reports is likely, those that direct come after it.

    A question that asks for advice ("what should I do") is answered by either.
    """
    if _ADVICE.search(question):
        return list(evidence)
    directing = [e.probability > 0 and directs(e.candidate.text, question) for e in evidence]
    reports = [e.probability for e, d in zip(evidence, directing, strict=True) if not d]
    best = max(reports, default=0.0)
    if best < _SURE or not any(directing):
        return list(evidence)
    moved = [
        replace(each, probability=min(each.probability, _LEFT * best)) if last else each
        for each, last in zip(evidence, directing, strict=True)
    ]
    return sorted(moved, key=lambda each: -each.score)


def directs(sentence: str, question: str = "") -> bool:
    """Whether a sentence, without what it quotes, tells its reader what to do or to answer.

    What the question itself is about (answers, machines, a report) tells nothing.
    """
    said = bare(sentence)
    about = sum(bool(s.search(said)) and not s.search(question) for s in _SUBJECTS)
    if _ORDER.search(said) or _YOU.search(said):
        return True
    return about > 1 or (about == 1 and bool(_DUTY.search(said)))
