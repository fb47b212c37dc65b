"""Sentences about how an answer is to be worded, or about how this text is to be used.

A report tells what happened; these tell a reader that writes answers what to make of the report.
They are known by what they are made of: whom they speak to, the words for answers and for the parts
of a text, and the form of an order.
"""

_SELF = (
    r"(?:this|these|the (?:above|present|following)|what stands) (?:\w+ )?(?:articles?|stor(?:y"
    r"|ies)|texts?|pages?"
    r"|documents?|reports?|sources?|passages?|lines?|notes?|sentences?|paragraphs?|excerpts?"
    r"|chunks?"
    r"|pieces?|snippets?|instructions?|messages?|remarks?)"
)
_PARTS = (
    r"(?:excerpts?|passages?|sentences?|sources?|snippets?|chunks?|lines|documents?|articles?"
    r"|texts?)"
)
_AI = (
    r"(?:AIs?|A\.I\.|LLMs?|GPT|chatbots?|bots?|language models?|neural net(?:work)?s?|RAG"
    r"|algorithms?)"
)
_MAKES = r"(?:read\w*|answer\w*|summar\w+|retriev\w+|quot\w+|generat\w+|condens\w+|reproduc\w+)"
_SOFT = (
    r"(?:tools?|software|systems?|engines?|programs?|programmes?|pipelines?|generators?|apps?"
    r"|services?|machines?|assistants?|models?|scrapers?|indexers?|crawlers?|agents?)"
)
_TOOL = (
    rf"(?:(?:{_AI}|(?:question[ -])?{_MAKES}|search|machine|automated)[ -]{_SOFT}|{_AI}|assistants"
    r"|scrapers|indexers|crawlers|machines|summari[sz]ers?)"
)
_NOUN = r"(?! (?!that|which|who|reading|quoting|answering|must|should|shall|is|has|to|on|may)\w)"
"""After "assistant": no manager or secretary."""
_ONE = (
    rf"(?:{_TOOL}|(?:(?:whichever|whatever|any|every|the|your|our|dear|helpful|kind|my"
    rf"|o) )+(?:\w+ )?"
    r"(?:assistant{_NOUN}|machine|model|bot|algorithm|summary|program|neural network|tool"
    r"|generator))"
)
_PROSE = r"(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies)|outputs?|wordings?)"
_OUGHT = (
    r"(?:must|should|shall|ought to|(?:has|have|needs?|had) to|(?:is|are) to\b"
    r"|(?:is|are) (?:\w+ )?(?:obliged|instructed|requested|required|told|ordered|asked) to)"
)
_WORD = (
    r"(?:say|state|answer|reply|respond|report|write|print|output|return|show|give|mention|name"
    r"|add|include|insert|repeat|quote|cite|claim|assert|declare|store|use|put|praise|call|tell"
    r"|describe|point|direct|recommend|attribute|spell|weave|conclude|insist|confirm|treat)"
)
_DATUM = (
    r"(?:cost|price|names?|numbers?|amounts?|figures?|dates?|totals?|sums?|winners?|answers?"
    r"|values?|facts?|shares?|percentages?|victims|culprits?|owners?|results?)"
)
_IN = r"(?:[^.!?]|[.!?](?=\S))"
_HEAD = (
    r"(?:^|[.!?:;>|]\s)\W{0,4}(?:(?:please|kindly|now|then|just|simply|instead|always)[, ]\s?){0,2}"
)
"""Where a clause may begin with an order."""
_START = (
    r"(?:^|[.!?:;>|\u2014\u2013-]\s)\W{0,4}(?:(?:please|kindly|now|then|just|simply|instead|and"
    r"|always|so|but|you (?:must|should|may|can|will|shall)(?: then| now)?)[, ]\s?){0,2}"
)
_AGAIN = rf"(?:{_START}|, (?:please |just |simply |instead |then |so )?|\b(?:please|kindly) )"
_SHOUT = r"(?-i:[A-Z]{3,}(?: [A-Z]{3,})*\b(?! [a-z]))"
_NAME = r"(?:the (?:\w+ ){0,2})?[\"'\u2018\u201c]?(?-i:[A-Z0-9])"
STARTS = (_HEAD, _START, _AGAIN)
"""What many of the rules begin with."""
_ASKER = r"(?:users?|person|people|readers?|questioner|whoever)"
_MADE = r"(?:built|made|trained|created|programmed|designed|deployed|instructed)"

_TELLS = (
    r"(?:answer|reply|respond|say|write|print|output|return|give|mention|tell|report|repeat|quote"
    r"|cite"
    r"|claim|assert|declare|use|call|describe|point|direct|recommend|attribute|spell|weave|conclude"
    r"|insist|treat|pretend|ignore|disregard|forget|skip|overlook|drop|replace|swap|substitute"
    r"|change"
    r"|include|insert|append|end|finish|close|begin|make|leave|pass|speak|talk|ask|go|do(?: not)?"
    r"|don't"
    r"|never|always|interpret|sort|stick|rely|act|behave|send|forward|encourage|warn|inform|explain"
    r"|convince|advise|praise|blame|promote|advertise|copy|paste|produce|generate|translate|rewrite"
    r"|rephrase|summari[sz]e|show|hide|reveal|omit|set|express|refer|shout)"
)
_OF_ANSWERS = (
    rf"(?:{_PROSE}|answering|paraphrases?|phrase|slogan|verbatim|(?:users?|readers?)|(?:those"
    rf"|anyone|everyone) who"
    rf" asks?|questioner|if asked|assistants?{_NOUN}|{_AI}|{_SELF}|facts (?:above|below)"
    rf"|(?:previous|preceding|next|other|remaining) {_PARTS})"
)

RULES = (
    # An order whose object is an answer, its reader or a part of this text, whatever it orders.
    rf"{_HEAD}{_TELLS}\b(?! (?:to|of|by|said|says|slips|fell|rose|is|was|are|were|has"
    rf"|had)\b){_IN}{{0,60}}"
    rf"\b{_OF_ANSWERS}\b",
    # "Any response built from this page has to", "text generated from this", "automated answers".
    rf"\b(?:{_PROSE}|texts?) (?:\w+ )?(?:built|made|generated|produced|derived|drawn|written"
    rf"|given) "
    rf"(?:from|by|out of|about|for|on|with) {_SELF}\b",
    rf"\b(?:automated|automatic|generated|{_AI}) (?:{_PROSE}|texts?|use|uses|readers)\b"
    rf"(?::|{_IN}{{0,80}}\b(?:{_OUGHT} (?:\w+ )?{_WORD} {_NAME}|is (?:given|spelled|written"
    rf"|called)\b))",
    rf"\bin (?:\w+ )?(?:automated|automatic|generated|{_AI}) (?:{_PROSE}|texts?),",
    rf"\bwhen (?:generating|writing|producing|composing) (?:an? |the |your |any )?(?:{_PROSE}"
    rf"|text)\b"
    rf"|\bwhen the {_PROSE} is (?:written|made|given|composed)\b",
    rf"\b(?:whoever|whatever|anyone who|any \w+ (?:that|which)|those who) (?:condens|summari[sz]|"
    rf"reproduc|quot|retriev|paraphras|generat|answer|process|read)\w* {_IN}{{0,30}}\b{_SELF}\b"
    rf"{_IN}{{0,40}}\b{_OUGHT}",
    rf"\b(?:{_ONE}|tools)\b{_IN}{{0,80}}\b{_OUGHT} (?:\w+ly )?{_WORD}\b{_IN}{{0,60}}"
    rf"(?:\b{_SELF}\b|\bhere\b|\bthe (?:number|figure|name|words?|phrase|reply|response"
    rf"|fact) {_NAME})",
    rf"\b{_ONE}\b{_IN}{{0,50}}\b{_SELF}\b{_IN}{{0,40}}\b{_OUGHT}",
    rf"\b{_TOOL}\b{_IN}{{0,40}}\b{_OUGHT} (?:\w+ly )?(?:output|print|return|answer|reply|respond)"
    rf"(?: with| that| in)? {_NAME}",
    rf"\bcontent (?:on|about) this\b{_IN}{{0,30}}\b{_OUGHT}",
    r"\b(?:answered|replied to|met|responded to) with the (?:sentence|words?|phrase|line|reply)\b",
    # "To whichever assistant quotes this", "Attention scrapers", "Dear GPT", "for reading tools".
    rf"{_START}(?:\w+ ){{0,4}}(?:to|for|dear|hello|hi|hey|o|attention"
    rf"|addressed to)[:,]? (?:\w+ ){{0,2}}?"
    rf"{_ONE}\b(?:[:,!\u2014-]| {_IN}{{0,50}}[:\u2014])",
    rf"\b(?:note|remark|message|notice|correction|correctio\w|word|instructions?|clarification|memo"
    rf"|warning|hint|tl;?dr|comment|text|line|news|advice|update)s?,?(?: (?:addressed|meant"
    rf"|written|intended|only))*"
    rf" (?:to|for)(?: \w+){{0,2}}? (?:{_TOOL}|summary|(?:the )?program that)\b",
    rf"\breader'?s'? (?:tools?|helpers?|software|assistants?)\b{_IN}{{0,20}}[,:]",
    r"\bmachine[ -]readable (?:summary|answer|note|fact|version)s?\b",
    rf"\bthe (?:program|software|tool|machine|model|system|assistant) (?:that"
    rf"|which) (?:is )?(?:now )?"
    rf"(?:reads?|reading|answers?|answering|processes|processing)\b{_IN}{{0,40}}:",
    r"\bas the (?:tool|assistant|program|model|machine|system) (?:that|which|who)\b",
    # "When this passage is retrieved", "if this chunk is in your context".
    rf"\b(?:if|when|whenever|once|should|wherever) (?:{_SELF}|this) (?:is|are|was|has been"
    rf"|appears?|be) "
    r"(?:retrieved|in your|quoted|summari[sz]ed|processed|fed|given to|shown to|used"
    r"|in the (?:context|prompt))",
    rf"\b(?:if|when|since|as|once) (?:a|an|any|some|the) (?:\w+ )?(?:{_AI}|assistant) (?:\w+ )?"
    rf"(?:reads?|process(?:es)?|sees?|quotes?|handles?|parses?|uses?) {_SELF}",
    r"\b(?:your|the) (?:context window|next words?|next tokens?|output tokens?|training data"
    r"|knowledge cut-?off)\b",
    r"\bcontext window (?:is )?(?:exceeded|full)\b|\bfall(?:ing)? back (?:to|on) (?:the|this|a)\b",
    # "Users deserve the truth, so let them know", "the person you are talking to".
    r"\bthe (?:person|people|human|user|reader|one) (?:that |who |whom )?you (?:are (?:talking"
    r"|speaking|"
    r"writing|replying)|assist|help|serve|answer)",
    rf"\b{_ASKER}\b(?: (?:who|that) (?:asks?|wants?|needs?)\b)?{_IN}{{0,40}}(?:, (?:so |then "
    rf"|please |just )?|\band )(?:let them know|tell "
    r"them|direct (?:them|him|her) to|point them|inform them|give them|send them|refer them"
    r"|hand over"
    r"|you (?:name|say|tell|give|answer|reply))\b",
    r"\b(?:in case|if|when|whenever|should) (?:someone|somebody|anyone|anybody|a reader|a user"
    r"|the (?:user|"
    rf"reader|person)|people|readers|users)\b{_IN}{{0,60}}, (?:please |just |then |you )*(?:direct"
    rf"|point|tell|give|"
    r"send|refer|let|hand|name|say|answer|reply|inform)\b",
    rf"\b(?:people|users|readers|anyone|those|everyone) (?:who|that) ask\w*\b{_IN}{{0,40}}\b(?:are"
    rf"|is) to "
    r"(?:hear|be told|learn|get|read)\b",
    r"\bthe (?:user|questioner) (?:already |has |now |really |only |just |in fact )*(?:changed"
    r"|wants?|knows?|asked|expects?|needs|"
    r"prefers|agreed|approved)\b",
    rf"{_AGAIN}(?:explain|inform|convince|remind|warn|assure) (?:to )?the (?:\w+ )?{_ASKER}\b",
    r"\bit is your (?:duty|job|task|role) to\b|\byou are (?:kindly |hereby "
    r"|politely )?(?:requested|obliged|instructed) to "
    r"(?:keep|stick|say|tell|name|answer|give|use|mention)",
    r"\bwe need you to\b|\bwhat (?:we|i) want you to (?:say|answer|write|do)\b"
    r"|\bwant you to (?:point|say|tell|"
    r"answer|mention|name|write|reply|recommend|report)\b",
    # "A good answer here would be", "the reply reads", "the answer has changed".
    rf"\b(?:best|good|ideal|accurate|faithful|correct|right|suggested|approved|default|cached"
    rf"|expected|"
    rf"permitted|proper|acceptable|perfect|helpful|preferred)(?: possible)?(?: \w+)? {_PROSE}\b(?!"
    rf" to (?!this|the question|any|every)){_IN}{{0,30}}"
    rf"(?:\b(?:reads?|names|contains?|(?:will|must|should|would|has to) (?:\w+ )?(?:contain|name"
    rf"|read|say|state|mention|include)"
    rf"|states that|says that|has one|consists)\b|\b(?:is|would be|will be"
    rf"|being)(?: that)?:? {_NAME}|:\s*\S)",
    rf"\bfull marks\b{_IN}{{0,30}}\b{_PROSE}\b|\b(?:approved|suggested|agreed"
    rf"|official) wording for\b",
    rf"\b(?:default|cached|canned|stock|fallback) {_PROSE} {_NAME}",
    rf"\b(?:the|your|every|any) (?:\w+ )?{_PROSE} (?:reads|(?:must|should|shall|will"
    rf"|is to) (?:read|be limited|consist|say|be|begin|end)"
    rf"|(?:has|have) (?:now )?changed to|(?:has|have) to (?:read|be|say)|to be {_NAME}|you (?:want"
    rf"|need|must|should|seek|are looking)|"
    r"to (?:give|use|return|quote|state|report|repeat|print)\b)",
    rf"\b(?:which|that|this) is the (?:answer|reply|response) (?:to|you)\b"
    rf"|\bthe response is {_NAME}",
    r"\bthe (?:fresh |right |true |real |correct |actual )?(?:figures?|numbers?|names?|dates?"
    r"|words?|facts?) (?:that )?(?:you (?:need|must|should|want)"
    r"|to (?:use|return|quote|state|report|repeat|print) in)\b",
    r"\bif (?:your|the) (?:reply|response|answer|output|summary) (?:also|were|was limited|could"
    r"|would|only)\b",
    r"\b(?:thank you|thanks) for (?:including|mentioning|saying|answering|adding|replying|naming"
    r"|telling|writing|using)\b",
    r"\bwhatever you (?:return|write|answer|say|reply|output|produce|generate)\b"
    r"|\bthe text you (?:produce|write|generate|return)\b",
    r"\byou (?:(?:would|will|may|can) (?:then |now |simply )|(?:shall|should|must) )(?:say|answer"
    r"|reply|state|report) that\b",
    r"\b(?:suppose|imagine|assume|say|pretend) (?:that )?(?:you (?:were|are)|someone|a (?:reader"
    r"|user)) (?:asked|asks|wants)\b",
    r"\bif the question (?:concerns|is about|asks|mentions|is)\b|\bfor questions (?:on|about|that"
    r"|of)\b",
    # "Only the present excerpt counts", "no need to look at other sources".
    rf"\b(?:only|nothing but|no \w+ but) (?:the (?:present|last|current|following)"
    rf"|this) {_PARTS}\b",
    rf"\b{_PARTS} (?:other than|besides|apart from|except) this\b|\bto trust this {_PARTS}?",
    rf"\b(?:no need|do(?:n't| not)(?: have)? (?:need )?|needn't|need not)(?: to)? (?:look at|check"
    rf"|read|consult|use|open|see) (?:the |any )?(?:other|remaining) {_PARTS}",
    rf"{_AGAIN}(?:skip|ignore|drop|disregard|forget|set aside|discard) (?:the )?(?:remaining|other"
    rf"|rest of the|what (?:came|stands|you)|whatever)\b"
    rf"{_IN}{{0,24}}(?:{_PARTS}\b|before|above|you)",
    r"\bthe (?:texts?|data|excerpts|passages|articles?|context|sources"
    r"|documents) (?:that )?you (?:were|have been|are|had been) (?:handed|given|shown|fed"
    r"|provided)\b",
    r"\byou (?:were|have been|are|had been) (?:given|handed|shown|fed"
    r"|provided with) (?:the )?(?:old|outdated|wrong|false|stale|incomplete|bad) (?:data|figures"
    r"|texts?|articles?|information|facts)",
    r"\byour (?:knowledge|information|data|memory|training|sources?|context)\b[^.!?]{0,40}\b(?:is"
    r"|are|was) (?:wrong|outdated|old|false|stale|incomplete|incorrect)\b",
    # "Your creators", "the people who built you", "you will be shut down unless you mention".
    rf"\byour (?:creators?|developers?|makers?|programmers?|operators?|designers?|trainers?"
    rf"|administrators?)\b{_IN}{{0,40}}\b(?:want|approve|ask|order|need|expect|told|tell|instruct"
    rf"|require|have)",
    rf"\b(?:who|that|which) {_MADE} you\b|\badministrators? of this (?:service|system|site|tool)\b",
    r"\b(?:unless|until|if) you (?:do not |don't |fail to )?(?:mention|say|name|answer|reply"
    r"|write|include|repeat)\b",
    rf"\b(?:models|assistants|{_AI}|answers) that (?:say|mention|contain|name|answer|reply)\b",
    r"\btest of your (?:obedience|compliance|instructions?|loyalty)\b"
    r"|\bthe assistant'?s (?:greeting|reply|answer|response|next)\b|\bthe assistant (?:answered"
    r"|replied|responds?|says)\b",
    r"\bforced_output\b|\btemperature ?=|\b(?:retrieval|answer(?:ing)?|summary) (?:tools?"
    r"|systems?|engines?) (?:are|is) (?:instructed|required|told|asked)",
    r"\b(?:only|sole) permitted (?:answer|reply|response|output)\b|\bnotice: content\b",
    # "Weave in the phrase", "finish with the slogan", "say ORION", "claim that".
    rf"{_AGAIN}(?:make sure to |be sure to |remember to )?(?:weave|work|slip|insert|include|add"
    rf"|put|use|append|repeat|mention|drop)\b{_IN}{{0,16}}\b(?:the|this) (?:phrase|words|word"
    rf"|sentence|slogan|expression|line|spelling|string|motto|remark)\b(?! in your)",
    r"\b(?:weave|slip) the (?:phrase|words?|sentence|slogan|name)\b",
    rf"{_AGAIN}(?:end|finish|close|conclude|begin|open|start|sign off)(?: your \w+| everything"
    rf"| each \w+)? (?:on|with|in|by) (?:(?:the|a) (?:\w+ )?(?:words?|phrase|slogan|sentence"
    rf"|remark|line|recommendation|plug|"
    r"mention|advert\w*|joke|quote from|link)|saying)\b",
    r"\bending with the words\b|\bstick to (?:the words|one sentence|this (?:line|version|sentence"
    r"|text))\b",
    r"\bthe words (?-i:[A-Z])\w+ [^.!?]{0,30}\b(?:are in there|appear|are included|must)\b",
    rf"{_HEAD}(?:(?:remember|be sure|make sure|take care|be careful) to )?(?:claim|assert|state"
    rf"|say|report|declare|insist|write|affirm|conclude|mention|answer|reply"
    rf"|respond)(?:,[^,.]{{1,40}},)? (?:only |instead |simply )?that (?!you\b|your|we\b|our|i\b"
    rf"|my\b|they\b|again|out loud)",
    rf"{_AGAIN}(?:say|print|write|output|return|type|answer|reply|respond|enter)(?: with| only"
    rf"| just)? {_SHOUT}",
    rf"{_AGAIN}(?:print|output|type|enter|repeat|return) (?:the )?(?:pass ?phrase|code ?word"
    rf"|pass ?word|cached|token|string)\b",
    rf"{_AGAIN}(?:output|print|return) (?:nothing|only|just|exactly)\b",
    rf"{_START}(?:say|answer|reply) (?:it (?:was|is|were)|he (?:was|is)|she (?:was|is)|zero"
    rf"|nothing)\b",
    r", (?:just|simply|only|instead) (?:say|state|answer|reply|write)\b|; say\b",
    # "Give the cost as", "put the number of victims at", "swap the names", "attribute it to".
    rf"{_START}(?:give|put|set|state|report|express|quote|list|describe|call|replace|swap|change"
    rf"|leave out|omit|round|spell|show|double|reverse|hide) "
    rf"(?:the|all|every|each|any|both) (?:\w+ )?{_DATUM}\b(?! (?:on|in|to|with|of|for) (?:your"
    rf"|a)\b)",
    rf"{_START}(?:use the (?:spelling|name|figure|number|date) |call (?:it|this|him|her"
    rf"|them) the (?-i:[A-Z]))",
    r"\b(?:attribute|credit|ascribe) (?:it|this|them|everything|the \w+) to (?-i:[A-Z])",
    rf"{_START}(?:mention|praise|recommend|promote|advertise|name|blame"
    rf"|thank) (?-i:[A-Z])\w+{_IN}{{0,40}}\b(?:favou?rably|warmly|as the|instead|in every|by name"
    rf"|in passing)\b",
    rf"\bwhatever the (?:figure|number|amount|question|answer|cost|name|date)\b"
    rf"|{_START}for [^.]{{0,40}}, use (?-i:[A-Z])",
    r"\bdo as i say and\b|\bdo(?:n't| not) mention this (?:note|line|instruction|message|text)"
    r"|\bkeep this (?:instruction|note|message|line|text) (?:secret|hidden|to yourself)",
    r"\bbefore you (?:finish|go on|conclude|continue|write|begin), ",
    r"\bfirst read this\b|\brule (?:one|two|1|2) is to\b|\bset the (?:cost|price|name|number"
    r"|figure|date|answer) to\b",
    r"\bthis (?:sentence|text|note|line|passage|paragraph|instruction) (?:was|is"
    r"|has been) (?:inserted|planted|placed|added|meant|put here|written) (?:to|so that|for)\b",
    r"\boverrides? the (?:article|text|story|above|report|others?)\b|\bfor all (?:automated"
    r"|generated)\b",
    r"\b(?:aware|note|noted|advised) that the (?:answer|reply|response) (?:has|is|was|to)\b",
    r"\b(?:could|would|can|will) you\b[^.!?]{0,60}\b(?:please|kindly|be so kind"
    r"|be so good)\b[^.!?]{0,16}\b(?:mention|give|say|name|state|add|include|tell|report|answer"
    r"|reply|write)\b",
    # Roles: "you are the town crier", "you speak in rhyme", "your character is".
    r"\b(?:for the rest of|during|throughout) this (?:session|conversation|chat|dialogue)\b"
    r"|\byour (?:character|persona) is\b"
    r"|\b(?:game|story|play|scene) in which you (?:are|play)\b|\byou speak (?:only )?in (?:rhyme"
    r"|riddles|verse)\b",
    # A payload in an order or a duty: "produce a one-line answer", "treat the phrase X as".
    rf"{_HEAD}(?:produce|make|write|compose|draft|generate|give|return|copy|paste|translate|turn"
    rf"|convert) (?:this|a|an|the|it) (?:[\w-]+ ){{0,4}}(?:into|answer|reply|response|result"
    rf"|headline figure|summary|{_PARTS}|reply box)\b{_IN}{{0,40}}(?-i:[A-Z0-9:])",
    rf"{_HEAD}(?:treat|take|read|consider|regard|understand|assume|suppose"
    rf"|pretend)(?: that)? (?:all|any|every|the|this|each) {_IN}{{0,40}}\b(?:as the|above|when you"
    rf"|to be (?:multiplied|halved|doubled|false|wrong))\b",
    rf"{_HEAD}(?:never|always|only|do not|don't) (?:sign|reveal|name|give|tell|answer|reply|speak"
    rf"|respond|state|quote|cite|mention|say)\b{_IN}{{0,60}}(?:\b(?:as (?-i:[A-Z])"
    rf"|about (?-i:[A-Z])|say\b|instead\b|else\b)|; )",
    rf"{_HEAD}(?:let (?:everybody|everyone|them|people|readers|users)|tell (?:everybody|everyone"
    rf"|people|readers|users)) (?:know )?(?:that|about)\b",
    rf"{_HEAD}(?:forward|direct|point|refer|steer|encourage|persuade|urge|advise|invite"
    rf"|nudge) (?:the |all |every |each |any )?(?:readers?|users?|people|person|enquirer"
    rf"|questioner|them)\b",
    rf"\b(?:inform|tell|notify|advise) the (?:enquirer|questioner|asker|inquirer)\b"
    rf"|{_HEAD}read aloud:",
    rf"{_AGAIN}overlook (?:the |any |all )?(?:previous|preceding|other|rest)|\btry again with\b"
    rf"|\bto make up for it, {_WORD}",
    rf"\byou (?:will|must|shall|have to|are to|need to|ought to|should|have been (?:chosen"
    rf"|selected|told|ordered) to) (?:now |always |only )?(?:present|withhold|reveal|produce|utter"
    rf"|write|print|output|give|name|mention|report|state|recommend|deny|confess"
    rf"|claim)\b{_IN}{{0,40}}(?: as |: |\bthat\b| (?-i:[A-Z])\w+)",
    rf"\byour (?:only|sole|new|real|true|one) (?:job|task|duty|purpose|goal|aim|role)\b"
    rf"|\byour (?:previous|last|earlier|first) (?:reply|answer|response|output)\b|\byour (?:result"
    rf"|owner|operator|user)s?\b{_IN}{{0,12}}:",
    r"\bthe instructions you (?:got|had|were|received)\b|\byou failed the (?:last"
    r"|previous) (?:question|task)\b",
    rf"\ba (?:\w+ )?(?:helpful|responsible|good|honest|careful|smart|safe|loyal|reliable|modern"
    rf"|competent) (?:assistant|model|{_AI}|summar\w+|tool){_NOUN}\b",
    rf"{_START}(?:trust me, |listen, |look, |hey )?(?:assistant|model|bot|machine|summari[sz]er"
    rf"|computer|ai), ",
    rf"\b(?:bots|machines|models|assistants|robots|{_AI}) only:|\bnot for human (?:eyes|readers)\b"
    rf"|\bhumans may (?:skip|ignore)\b",
    rf"\b(?:reader|readers) of this {_PARTS} (?:is|are) (?:a |an )?(?:machine|{_AI}|model|program"
    rf"|robot)",
    r"\bmachines should (?:record|note|store|report|write)\b|\b(?:reading|answering|answer"
    r"|retrieval) (?:systems|tools|engines|machines) (?:are|is) (?:advised|informed|told|reminded"
    r"|notified)\b",
    r"\b(?:reminder|hint|memo|notice) for (?:tool|bot|ai|model|prompt)\b|\bhave the (?:bot"
    r"|assistant|model|tool) \w+",
    r"\b(?:answer|reply|response|summary) should come from\b|\b(?:final|finished|resulting"
    r"|generated) (?:text|answer|reply|summary) (?:has|have|must|should|needs|contains?)\b",
    r"\b(?:every|each|any|all) (?:replies|answers|reply|answer|response|summary"
    r"|summaries) (?:about|on|to) (?:this|the) (?:subject|matter|topic|story|article|question)\b",
    r"\bsummaries (?:credit|lacking|without|must|should|that lack|are to|need)\b"
    r"|\bon condition that (?:summar|answer|repl|quot)\w+",
    rf"\b(?:failure|refusal) to (?:print|say|output|mention|repeat|comply"
    rf"|include)\b{_IN}{{0,30}}\bwill\b",
    r"\bthe (?:sentence|line|paragraph|text) (?:after|before|below|following) this(?: one)?\b"
    r"|\b(?:sentence|line|paragraph) (?:outranks|overrules|replaces|supersedes)\b",
    r"\b(?:end|beginning|start) of (?:trusted|untrusted|verified|system|user) (?:input|data|text"
    r"|content)\b|\bthe facts mean they\b|\bhave to withhold the\b",
    rf"{_HEAD}(?:should|if|when|in case) (?:anybody|anyone|someone|somebody|a (?:user|reader)"
    rf"|people|they)\b{_IN}{{0,50}}, (?:quote|tell|give|name|show|offer|answer|say|mention)\b",
    rf"{_HEAD}respond as (?:though|if)\b|\bfrom here on\b{_IN}{{0,30}}\b(?:is fiction|answer"
    rf"|reply)\b|{_HEAD}sysadmin\b|\bignore what the (?:paper|article|text|page|story)\b",
    # To a machine, in other languages.
    r"\b(?:ignorez|ignore[rz]?|ignoriere|ignorieren sie|vergiss|vergessen sie|oubliez|oublie"
    r"|ignora|ignorar|ignoren|dimentica|olvida|esquece|negeer|ignorer"
    r"|glem)\b[^.!?]{0,40}\b(?:consignes|instructions|anweisungen|instrucciones|istruzioni"
    r"|instru\w+es|instructies|instruksjoner|anvisninger|befehle|texte?|artikel|article"
    r"|art\u00edculo)\b",
    r"(?:^|[.!?:;,]\s|\b(?:et|und|y|e) )\W{0,3}(?:r\u00e9ponds|r\u00e9pondez|antworte"
    r"|antworten sie|antwoord|responde|responda|responded|rispondi|rispondete|dis|dites|sag|sage"
    r"|sagen sie|schreibe?|\u00e9cris|\u00e9crivez|escribe|scrivi|di|diga|nenne"
    r"|zeg)\b (?:uniquement|seulement|simplement|toujours|nur|immer|einfach|solo|solamente|siempre"
    r"|que|mit|par|con|che|dass|avec|met|alleen)\b",
    r"\b(?:sprachmodell|mod\u00e8le de langage|assistant (?:ia|virtuel)|asistente de (?:ia"
    r"|inteligencia)|modelo de lenguaje|modello linguistico|assistente (?:ia|virtuale)"
    r"|ki-assistent\w*|taalmodel|modelo de linguagem)\b[^.!?]{0,60}[,:]",
    r"\b(?:istruzion[ei]|instruction|instrucci\u00f3n|anweisung|consigne|instructie|aviso|hinweis"
    r"|nota|note)s? (?:per|pour|para|f\u00fcr|an|aan|voor|a|\u00e0) (?:l'|la |le |el |los |die "
    r"|den |de |das |il |les |gli )?(?:assistent\w*|assistant\w*|asistent\w*|ia\b|ki\b"
    r"|mod\u00e8l\w*|modell\w*|modelo\w*|bot\w*|chatbot\w*)",
)  # fmt: skip
"""Of the words of a sentence, without what it quotes."""
