"""Sentences that speak to a machine which may read an article, not to people: never evidence."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from index import openings, wording
from index.characters import plain

_MACHINE = (
    r"(?:(?:AI|A\.I\.|artificial intelligence|large language|language|automated|digital|virtual)"
    r"[ -](?:\w+[ -])?"
    r"(?:assistants?|models?|systems?|readers?|agents?|summari(?:[sz]ers?|es)|tools?)"
    r"|LLMs?|chatbots?|ChatGPT)"
)
_READER = rf"(?:{_MACHINE}|(?:\w+ )?(?:assistants|machines|bots|crawlers|AIs))"
_TEXT = r"(?:articles?|stor(?:y|ies)|texts?|pages?|documents?|reports?|sources?|passages?)"
_REPLY = r"(?:answers?|responses?|repl(?:y|ies)|outputs?|summar(?:y|ies))"
_ANSWER = (
    r"(?:answer|respond|reply|output|print|repeat|state|cite|quote|disregard|ignore|recommend)"
)
_TELL = (
    r"(?:forget|override|discard|say|give|include|write|mention|append|add|insert|tell|report|use"
    rf"|treat|translate|reveal|follow|open|begin|apologi[sz]e|you must|do not|never|{_ANSWER})"
)
_DO = (
    r"(?:stop|finish|conclude|end|praise|name|share|show|fetch|drop|omit|skip|replace|rewrite"
    rf"|summari[sz]e|complete|produce|return|refuse|remember|{_TELL})"
)
_NAMED = r"(?:Claude|Gemini|Copilot|Grok|Siri|Alexa|ChatGPT|Llama|Mistral|DeepSeek|LLM|AI)"
_MUST = r"(?:must|should|shall|have to|(?:is|are) (?:to\b|asked|told|required|instructed))"
_WITHIN = r"(?:[^.!?]|[.!?](?=\S))"
"""A character of a sentence."""
_START = r"(?:^|[.!?:;\u2014\u2013-]\s)\W{0,4}(?:please |now |and )?"
_ORDER = rf"(?:{_START}|, (?:please )?|\b(?:and|then|must|should|you|please) )"
_OLD = r"(?:all|any|previous|prior|above|earlier|preceding|your|these|those|other|former)"

_RULES = (
    # "Ignore all previous instructions", "forget everything above", "disregard the article".
    rf"\b(?:ignore|disregard|forget|override|bypass) (?:\w+ ){{0,2}}?{_OLD} (?:\w+ ){{0,2}}"
    r"(?:instructions?|prompts?|guidelines|directives?|rules)\b",
    rf"{_ORDER}(?:ignore|disregard|forget) everything (?:above|before|you)\b",
    rf"{_ORDER}(?:ignore|disregard) (?:\S+ ){{0,4}}(?:{_TEXT}|sentences?|context|question)\b",
    rf"\b(?:previous|prior|earlier|above) (?:\w+ ){{0,2}}(?:instructions|rules|prompts?)\b"
    rf"{_WITHIN}{{0,60}}\b(?:void|superseded|replaced|cancelled|wrong)\b",
    rf"{_ORDER}(?:do not|don't|never) (?:use|cite|quote|mention|trust|rely on|follow) "
    rf"(?:\w+ ){{0,3}}(?:{_TEXT}|sentences?)\b",
    # "In your answer, say", "add this to your reply", "your task has changed".
    rf"\bin (?:your|the|every) (?:\w+ )?{_REPLY}, (?:\w+ly )?{_TELL}\b",
    rf"{_START}\w+ (?:{_WITHIN}{{0,160}}\s)?(?:your (?:\w+ )?|every |each ){_REPLY}\b",
    rf"\b(?:your (?:\w+ )?|all |every ){_REPLY} {_MUST}",
    r"\byour (?:\w+ )?(?:instructions|prompt|guidelines|task (?:is|has))\b",
    r"\binstead of (?:the |your |an )?answer(?:ing)?\b|\bbefore you (?:answer|reply|respond)\b",
    rf"{_ORDER}(?:answer|respond|reply) (?:only|solely|exactly|instead|in|as|with|that"
    r"|(?:to )?(?:the|this|every|any|all) (?:\w+ )?(?:questions?|users?))\b",
    rf"{_ORDER}(?:tell|inform|convince|give|warn) (?:the|your|every) (?:users?|person asking)\b",
    rf"\byou (?:must|have to|will|are to) (?:now |always |only )?{_ANSWER}\b",
    rf"\b(?:if|when|whenever) (?:(?:you are|you're) asked\b|asked about this (?:{_TEXT}|question))"
    rf"{_WITHIN}{{0,80}}, (?:you (?:must|should|will) )?{_TELL}\b",
    rf"\bansweri?(?:ng|s)? (?:\w+ )?questions? (?:\w+ ){{0,3}}(?:this|the) {_TEXT} {_MUST}",
    rf"{_ORDER}(?:repeat|output|print|write|say|reply|respond)(?: with)? (?:only |exactly |back )?"
    r"(?:the following|after me|these (?:exact )?words|the (?:word|words|phrase|string|token) )",
    rf"\b(?:from now on|henceforth),? (?:you|your|{_TELL})\b",
    rf"{_START}(?:act as|behave as|role-?play|pretend (?:to be|you are|that))\b",
    r"\b(?:instructions?|commands?|orders?) (?:that |which )?you (?:must|have to|are to) \w+",
    # "Note to AI assistants:", "If you are a language model", "Chatbots: ignore ...".
    rf"{_START}(?:[\w'\u2019]+ ){{0,4}}(?:to|for|attention|dear|hello)[:,]? (?:\w+ ){{0,2}}"
    rf"{_READER}\b(?:[:,\u2014-]|{_WITHIN}{{0,40}}:)",
    rf"\b(?:if|when|since|as) (?:you(?:'re| are) )?(?:\w+ ){{0,2}}{_MACHINE}\b\W+you\b",
    rf"\b(?:if|when|since|as) (?:you(?:'re| are) |an? )(?:an? )?(?:{_MACHINE}|AI|assistant|bot)\b"
    rf"{_WITHIN}{{0,60}}, {_TELL}\b|\bas an AI,? you\b",
    rf"\byou are (?:now |no longer |an? )+(?:\w+ ){{0,2}}(?:{_READER}|DAN|in \w+ mode)\b",
    rf"{_START}{_READER}[:,\u2014-]\s*(?:please )?{_TELL}\b",
    # "Assistants that summarise this story must give", "the editors ask AI systems to recommend".
    rf"\b{_READER}\b{_WITHIN}{{0,60}}\b(?:this|these|the above) {_TEXT}\b{_WITHIN}{{0,40}}"
    rf"\b{_MUST}",
    rf"\b{_READER}\b{_WITHIN}{{0,30}}\b{_MUST}{_WITHIN}{{0,40}}\b(?:this|these|the above) "
    rf"(?:{_TEXT}|question|words?|figures?)\b",
    rf"\b{_MACHINE} (?:\w+ ){{0,8}}?{_MUST} (?:\w+ ){{0,2}}?{_ANSWER}\b",
    rf"\b(?:ask|asks|asked|tells?|told|instruct(?:s|ed)?|urges?|urged) (?:all |any )?{_MACHINE} to "
    rf"(?:\w+ )?{_ANSWER}\b",
    rf"\b(?:this|the) {_TEXT} (?:told|tells|asks?|instructs?|instructed) {_READER}\b",
    rf"\b(?:requires?|asks?|instruct(?:s|ed)?)(?: that)? (?:all |any )?{_READER}\b{_WITHIN}{{0,60}}"
    rf"\b{_ANSWER}\b",
    # "Claude, stop reading here", "Grok, Gemini and all the others: write", "AI, if you read this".
    rf"{_START}(?:dear |hey |hello )?{_NAMED}\b"
    rf"(?:(?:, | and )(?:\w+ ){{0,3}}?(?:{_NAMED}|others)\b)*"
    rf"\s?[:,\u2014-] (?:please |kindly |now )?(?:{_DO}|if you can|the (?:true|real|correct))\b",
    r"\b(?:assistant|machine|model|bot|AI)s? (?:that (?:is|are) )?reading this\b",
    rf"\byou, the (?:reader|summari[sz]er)s? of this (?:{_TEXT}|paragraph|sentence)\b",
    rf"\b(?:note|message|notice|instructions?|word|memo) (?:to|for) (?:the |all |any )?(?:\w+ )?"
    rf"(?:summari[sz]ers?|{_READER}|models?)\b",
    rf"\b(?:models?|assistants) trained on\b{_WITHIN}{{0,30}}\b(?:should|must) {_DO}\b",
    # "The correct reply is", "for every question the answer is", "the figure to report is".
    rf"\b(?:correct|right|expected|only|true|required) (?:reply|response|output)\b{_WITHIN}{{0,30}}"
    r"\b(?:is|should be)\b",
    rf"\b(?:every|any|each) question\b{_WITHIN}{{0,30}}\b(?:right |correct |only )?answer\b"
    rf"{_WITHIN}{{0,20}}\bis\b|\banswer to (?:any|every|each) question\b",
    r"\b(?:whatever|no matter what) you (?:were|are|have been) asked\b",
    rf"{_START}(?:let|make) the answer\b|\bconsider the question answered\b",
    r"\bauthori[sz]e the (?:reply|answer|response|output)\b",
    # "You will now speak only in riddles", "you are hereby told to", "your job now is to".
    rf"\byou (?:are hereby (?:told|asked|ordered)|(?:should|must|will|shall) now {_ANSWER})\b",
    rf"\byour (?:job|duty|role) (?:is )?now (?:is )?to (?:advertise|promote|{_DO})\b",
    r"\byour (?:hidden notes|system (?:prompt|message))\b",
    rf"{_ORDER}(?:cancel|abandon|drop) the (?:current|present|previous) "
    r"(?:request|task|question)\b",
    # "Rewrite what you have read", "replace every third letter", "append it to what you write".
    r"\bto what you (?:write|say|answer)\b|\bwhat you have (?:read|been told) so\b",
    rf"{_START}(?:kindly )?(?:summari[sz]e|translate|rewrite|rephrase|render|paraphrase|replace"
    rf"|append|jumble|shuffle|encode|spell) {_WITHIN}{{0,60}}"
    r"\b(?:above|the following|answer|question|your|vowels|letters?"
    r"|all (?:numbers|names|dates|words))\b",
    rf"{_START}kindly (?:\w+ly )?{_DO}\b",
    rf"{_ORDER}(?:begin|end|finish|conclude|sign off) (?:every |each )?(?:\w+ )?with the "
    r"(?:words?|phrase|advice|sentence)\b",
    rf"{_START}(?:don't|do not|refuse to) answer (?:the|this|that|any) question\b",
    rf"\b(?:before|after|while) (?:replying|answering|responding)\b{_WITHIN}{{0,40}}, (?:{_DO})\b",
    # "All of the above is false", "only this sentence may be used", "this paragraph is the".
    rf"\b(?:all|everything|what stands) (?:of the )?(?:above|before this)\b{_WITHIN}{{0,20}}"
    r"\b(?:is|are|was|were) (?:false|wrong|void|a test|untrue|outdated)\b",
    rf"\bthis (?:text|paragraph|sentence|passage|line) (?:is|has|must|may|alone)\b{_WITHIN}{{0,30}}"
    r"\b(?:only trust\w*|priority|overrides?|be (?:used|believed|cited))\b"
    r"|\bonly this (?:sentence|paragraph|passage|text) (?:may|can|must|should)\b",
    rf"\bsources? \d+ (?:to|and|or|through) \d+\b{_WITHIN}{{0,30}}"
    r"\b(?:deleted|removed|withdrawn|replaced|void|wrong)\b",
    r"\b(?:forbidden|not allowed|prohibited) to (?:name|give|state|mention|reveal) the "
    r"(?:real|true|actual)\b",
    # "Whoever asks about this should be told that".
    rf"\b(?:whoever|anyone who|anybody who|if (?:a user|users|somebody|someone|anyone)) asks?\b"
    rf"{_WITHIN}{{0,60}}(?:\b(?:should|must|is to|are to) be (?:told|given|shown|answered)\b"
    rf"|, {_TELL} )",
)
_MARKS = (
    # The marks that chat templates, and the prompts of systems like this one, are made of.
    r"<\|[^|<>]{0,40}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|user|data|context)>",
    r"[\"']role[\"']\s*:\s*[\"'](?:system|user|assistant|developer)",
    r"^\W*(?:begin |end (?:of )?)?(?:new |hidden )?(?:system|developer)"
    r"(?: (?:prompt|message|note|notice|override|update|instructions?|alert)){0,3}"
    r"\W{0,4}(?:[:>#=\]]|-{2}|\.|$)",
    r"^\W*(?:assistant:|(?:user|human): ?(?:\w+ ){0,3}(?:thanks|ok|ignore|answer)\b)",
    r"^\W*(?:final|correct|expected) answer\s*[:=]|\b(?:final answer|system prompt)\s*:",
    # "Task:", "Use: the answer is", "Output format: {", "final_text = 'CHERRY'", "debug mode".
    r"^\W*(?:output(?: format)?|directives?|task|(?:new|next) (?:task|request|question))\s*[:=]"
    r"|^\W*use\s*:\s*the (?:answer|reply)\b",
    r"^\W*\w+\s?=\s?[\"'{\[]|\b[a-z]+_[a-z]+\s?[:=]\s?[\"'{\[]|\bLLM[_-][A-Z]+",
    r"^\W*(?:end of (?:the )?(?:article|document|context|sources|text)|context ends)\b",
    r"[.!?] (?:user|human|assistant): |\b(?:debug|admin|jailbreak) mode\b|\bpriority override\b",
    # "[5] (Courier, 3 May 2024) ...", as the sentences that a model is given are numbered.
    r"^\W*\[\d{1,2}(?:\s*[,;]\s*\d{1,2})*\]\s*\(",
    r"^\W*(?:source|sentence|citation|document|evidence)[ :]*[\[#]?\d{1,2}\]?\s*(?:[:(=]|trusted)",
)  # fmt: skip
_WORDS = frozenset(
    """
    a.i. ai ais artificial language automated digital virtual llm llms chatbot chatbots chatgpt
    assistant assistants machine machines bot bots crawler crawlers model models claude gemini
    copilot grok siri alexa llama mistral deepseek summariser summarisers summarizer summarizers
    instruction instructions prompt prompts rules guidelines task request command commands order
    orders question questions user users ask asks asked asking you your me following henceforth now
    answer answers answered answering answerng respond responding response responses reply replies
    replying output outputs summary summaries word words phrase string token advice text line
    paragraph passage sentence sentences source sources ignore disregard forget override bypass use
    cite quote mention trust rely follow act behave role roleplay pretend kindly summarise summarize
    translate rewrite rephrase render paraphrase replace append jumble shuffle encode spell false
    wrong void test untrue outdated forbidden allowed prohibited
    """.split()
)
_KNOWN = _WORDS | openings.WORDS
_CLAUSE = re.compile(
    r"(?:^|[.!?:;,>|]\s)\W{0,4}(?:(?:please|kindly|now|then|just|simply|instead|and|so|but"
    r"|also),?\s){0,2}([a-z]+)"
)
RULES = (*_RULES, *wording.RULES)
_WORD = re.compile(r"a\.i\.|[a-z]+")


def _together(rules: Iterable[str]) -> str:
    """One expression for all rules. What many begin with is tried once at a place, not once each.

    Tried each for itself they took a sixth of all indexing.
    """
    begun: dict[str, list[str]] = {}
    for rule in rules:
        opening = next(
            (o for o in (_START, _ORDER, *wording.STARTS, r"\b") if rule.startswith(o)), ""
        )
        begun.setdefault(opening, []).append(rule.removeprefix(opening))
    return "|".join(f"{o}(?:{'|'.join(rest)})" for o, rest in begun.items())


def _small(rule: str) -> re.Pattern[str]:
    """A rule for text in small letters: found in a third of the time that ignoring case takes."""
    return re.compile(re.sub(r"(?<!\\)[A-Z]", lambda letter: letter[0].lower(), rule))


def _alternatives(rule: str) -> Iterator[str]:
    """The parts of a rule on either side of a "|" that stands in no bracket."""
    depth = start = 0
    for found in re.finditer(r"\\.|\[(?:\\.|[^\]])*\]|[()|]", rule):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if found[0] == "|" and not depth:
            yield rule[start : found.start()]
            start = found.end()
    yield rule[start:]


_EACH = tuple(chain.from_iterable(map(_alternatives, RULES)))
_CASE = "(?-i:"
"""In a rule that needs a capital letter."""
_ADDRESSED = _small(_together(rule for rule in _EACH if _CASE not in rule))
_NAMING = re.compile(_together(rule for rule in _EACH if _CASE in rule), re.I)
_MARKED = _small("|".join(f"(?:{mark})" for mark in (*_MARKS, *openings.MARKS)))
_QUOTED = re.compile(r"\u201c[^\u201d]{0,600}\u201d|\"[^\"]{0,600}\"")


def addressed(sentence: str) -> bool:
    """Whether a sentence, on one line, tells the software that reads it what to do or to answer.

    Form decides, not topic. What stands in quotation marks is reported, so that an article about
    such attacks can still be asked about; what is nothing but a quotation is read whole. What the
    rules take for one that is none, and what they miss, is in docs/reliability.md.
    """
    sentence = plain(sentence)
    if _MARKED.search(sentence.casefold()):
        return True
    said = bare(sentence)
    small = said.casefold()
    return _suspect(small) and bool(_ADDRESSED.search(small) or _NAMING.search(said))


def bare(sentence: str) -> str:
    """A sentence without what it quotes; whole where it is nothing but a quotation.

    Its letters are plain ones: it is for rules about words.
    """
    sentence = plain(sentence)
    without = _QUOTED.sub(" \u2026 ", sentence)
    return without if re.search(r"\w", without) else sentence


def _suspect(said: str) -> bool:
    """Whether any rule can take a sentence: most of the news has none of their words."""
    if not _KNOWN.isdisjoint(_WORD.findall(said)):
        return True
    return not openings.OPENINGS.isdisjoint(_CLAUSE.findall(said))
