"""English verbs and nouns that report what someone says or holds. Lists, not logic."""


def forms(verbs: str) -> dict[str, str]:
    """Every written form of these verbs, to the verb; irregular ones are `verb/past/participle`."""
    made: dict[str, str] = {}
    for entry in verbs.split():
        verb, *irregular = entry.split("/")
        made |= dict.fromkeys((verb, *irregular, *_regular(verb)), verb)
    return made


def _regular(verb: str) -> tuple[str, ...]:
    if verb.endswith("e"):
        return (f"{verb}s", f"{verb}d", f"{verb[:-1]}ing")
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return (f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing")
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    doubled = verb + verb[-1]
    return (third, f"{verb}ed", f"{verb}ing", f"{doubled}ed", f"{doubled}ing")


_CLAUSE = """say/said tell/told add note write/wrote/written announce claim argue insist tweet warn
    explain acknowledge declare testify suggest reply respond comment remark admit assert
    maintain continue concede believe report reveal disclose indicate state conclude predict
    joke quip stress emphasise emphasize reiterate estimate contend allege complain recall
    lament observe think/thought confirm caution counter boast fear hope worry assume
    speculate swear/swore/sworn guess reckon find/found show/shown know/knew/known learn
    feel/felt agree disagree signal imply hint repeat vow promise pledge threaten recommend
    propose demand request ask urge decide expect anticipate doubt wonder deny dispute
    retort interject shout yell cry scream exclaim whisper mutter murmur muse opine posit
    theorize proclaim profess attest certify affirm reaffirm clarify elaborate mention point
    conclude reason tell/told post blog text email chant sing/sang/sung read rule forecast
    project assess understand/understood realize realise see/saw/seen marvel gripe fume rail
    rant scoff snap snipe jab crow gush bemoan decry question inform notify assure remind
    convince persuade instruct order advise counsel teach/taught suspect consider concur
    document detail tease plead beg implore narrate relay recount retell cite sum underscore
    illustrate highlight reflect bristle put plan intend want wish refuse decline
    seek/sought offer agree"""
CLAUSE = forms(_CLAUSE)
"""Verbs whose clause is what is said or held."""

_OBJECT = """criticise criticize
    attack praise condemn denounce blast slam mock ridicule deride support
    back endorse oppose reject dismiss defend mention cite question discuss describe call
    label liken compare accuse blame deny dispute demand announce propose outline promise
    acknowledge address urge encourage welcome applaud hail tout disavow renounce repudiate
    lambaste lambast bash rip chide chastise scold rebuke decry lament bemoan express voice
    stress emphasise emphasize highlight underscore reiterate echo advocate champion admire
    challenge contradict refute rebut recount recall reveal disclose detail report predict
    forecast warn suggest recommend request confirm note estimate approve reference invoke
    quote document illustrate signal pan hammer skewer savage assail castigate excoriate
    vilify malign disparage belittle trash paint portray characterise characterize depict
    brand dub regard view rate rule debate admit concede hate like dislike fear expect want
    threaten thank congratulate salute honor commend credit apologize apologise complain
    speak/spoke/spoken talk respond react refer allude weigh argue swear plan vow pledge
    believe embrace defy prefer understand/understood beg ask point laud scold rebuff unveil
    promote confront slight pillory admonish exhort"""
OBJECT = forms(_OBJECT)
"""Verbs whose object may be what is said or held, or whom it is about."""

PREPOSITIONS = {
    "call": "for on",
    "speak": "of about against out",
    "talk": "about of up",
    "warn": "of about against",
    "complain": "about of that",
    "refer": "to",
    "allude": "to",
    "respond": "with",
    "react": "with",
    "point": "to",
    "apologize": "for",
    "apologise": "for",
    "agree": "with on to",
    "disagree": "with on about",
    "argue": "for against",
    "push": "for",
    "press": "for",
    "advocate": "for",
    "plead": "for",
    "ask": "for about",
    "hint": "at",
    "object": "to",
    "rail": "against",
    "boast": "about of",
    "worry": "about",
    "hope": "for",
    "wonder": "about",
    "marvel": "at",
    "joke": "about",
    "comment": "on about",
    "elaborate": "on",
    "testify": "about against",
    "expand": "on",
    "insist": "on",
    "decide": "against on",
    "lash": "out at",
    "scoff": "at",
    "bristle": "at",
    "lie": "about",
    "brag": "about",
    "tweet": "about",
    "write": "about of",
    "think": "of about",
    "know": "about of",
    "weigh": "on",
    "protest": "against",
    "campaign": "for against",
    "fume": "about at over",
    "rant": "about",
    "gush": "about",
    "muse": "about",
    "speculate": "about on",
}
"""Verbs whose object with one of these prepositions is what is said or held."""
PREPOSITIONAL = forms(
    "lash brag lie campaign expand object " + " ".join(f"{v}" for v in PREPOSITIONS)
)

TO = forms(
    """vow promise pledge threaten want plan intend refuse decline offer agree hope expect
    seek/sought swear/swore/sworn decide propose wish ask demand claim"""
)
"""Verbs whose "to …" says what the speaker will or wants to do."""
OTHERS_TO = forms(
    """urge ask encourage tell/told advise implore beg order instruct call want expect invite
    challenge press push direct remind warn counsel dare request persuade convince"""
)
"""Verbs whose "to …" says what the speaker wants another to do."""
ADDRESSED = forms(
    """tell/told ask assure remind inform notify warn convince persuade advise instruct promise"""
)
"""Verbs whose object is who is spoken to, when a clause follows it."""
QUOTING = forms(
    """say/said tell/told add ask reply respond write/wrote/written tweet note explain insist
    declare joke quip shout yell recall continue announce state remark observe argue warn conclude
    exclaim claim admit acknowledge testify comment suggest cry boast post chant
    scream interject retort counter muse lament"""
)
"""Verbs that stand beside a quotation."""
ALL = CLAUSE | OBJECT | PREPOSITIONAL | TO | OTHERS_TO | ADDRESSED | QUOTING

NOUNS = frozenset(
    """claim claims assertion assertions statement statements allegation allegations accusation
    accusations suggestion belief promise promises pledge pledges vow threat threats warning
    warnings call calls demand demands comment comments remark remarks criticism support opposition
    argument contention conclusion hope hopes fear fears prediction acknowledgment admission
    announcement insistence denial complaint complaints refusal proposal proposals plan desire
    view opinion praise disdain endorsement attack attacks questions description""".split()
)
"""Nouns that, with their owner before them, report what the owner says or holds."""
UTTERED = frozenset(
    """statement statements tweet tweets letter letters conference email emails message interview
    speech post remarks comments work""".split()
)
"""Nouns that are said or written, and say nothing themselves: "a tweet criticising her"."""
MUTE = frozenset(
    """aim aims goal goals objective objectives purpose target targets idea ideas intention
    intentions ambition ambitions move moves plan plans step steps effort efforts shift trend
    decision decisions deal deals look change changes success failure delay fact""".split()
)
"""Nouns of what is meant or done, which say nothing: "the move suggests", "the plan calls for"."""
DOCUMENTS = frozenset("plan plans decision decisions deal deals".split())
"""Those of them that are also written, and then do say: "the decision said that"."""
WRITTEN = frozenset("report reports article articles story stories account accounts".split())
"""Nouns of what outlets write: "according to a report by the broadcaster" is the broadcaster."""
SOURCES = frozenset(
    """source sources media outlet outlets newspaper newspapers agency agencies people person
    report reports witness witnesses insider insiders""".split()
)
"""Nouns of whom one quotes or cites, beside those of roles."""
