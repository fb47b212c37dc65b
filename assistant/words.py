"""English word lists that the rules share. Lists, not logic: an entry may hold `?` and `_`."""


def any_of(entries: str) -> str:
    """A regular expression for any of the words; `_` in an entry stands for a space.

    Words are grouped by their first letter, which makes a search through a sentence ten times
    faster than one long alternation.
    """
    by_letter: dict[str, list[str]] = {}
    for entry in entries.split():
        word = entry.replace("_", " ")
        first = word[0] if word[0].isalpha() and word[1:2] not in ("?", "*", "+") else ""
        by_letter.setdefault(first, []).append(word.removeprefix(first))
    return "|".join(
        f"{first}(?:{'|'.join(rest)})" if first else "|".join(rest)
        for first, rest in by_letter.items()
    )


def forms(verbs: str) -> str:
    """Regular verbs as they stand after a name: past, third person, participle; no infinitive.

    A last letter that may be doubled ("admitted", "signalled") is given both ways.
    """
    made: list[str] = []
    for verb in verbs.split():
        if verb.endswith("e"):
            made += [f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"]
        elif verb.endswith("y"):
            made += [f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"]
        else:
            third = f"{verb}es" if verb.endswith(("s", "ss", "sh", "ch")) else f"{verb}s"
            doubled = verb + verb[-1]
            made += [third, f"{verb}ed", f"{verb}ing", f"{doubled}ed", f"{doubled}ing"]
    return " ".join(made)


OPENERS = frozenset(
    """what when where who whom whose which why how did does do is are was were has have had can
    could will would should according in on at by for from with after before during since and
    but so as if list name give tell any the a an of to please describe explain summarise
    summarize show find compare about""".split()
)
"""Words that open a question or bind it; never what it is about."""

ASKING = frozenset(
    """say said says saying tell told article articles report reports reported reporting
    according describe described mention mentioned mentions explain many much kind type
    exactly happen happened happens latest comment comments commented statement statements
    story stories give gave given name named called know known stated state states quote
    quoted think thinks thought view views stance position claim claimed claims people person
    thing things way new news currently still ever actually really list long old often
    far""".split()
)
"""Words that say what to do with the subject of a question rather than name it."""

NO_SPEAKER = """reports? articles? accounts? outlets? stories story coverage sides? papers? press
    media polls? findings autops(?:y|ies) sources_differ things?"""
"""What a question may name where a speaker stands, and is none."""
TO_SAY = """say said saying says state stated tell told comment(?:ed)? announced? think
    thought claim(?:ed)? argued? respond(?:ed)? react(?:ed|ion)? describe described call
    called promised? warn(?:ed)? deny denied admit(?:ted)? acknowledged? suggest(?:ed)?
    propose proposed explain(?:ed)? urged? predict(?:ed)? insist(?:ed)? express(?:ed)? stand
    feel put_it view make_of testify testified write written tweet(?:ed)? alleged? reply
    replied"""
ADVERBS = "also since publicly previously initially actually ever really"
VIEWS = """stance position views? reaction response comments? statement opinion quotes? take
    answer message explanation argument warning words remarks? assessment verdict reply"""
PAYMENT = """costs? pays? paid spend spent invest invested priced? prices worth salary
    salaries wages? fined? fees? revenue profits? loss losses money earn earned budget
    sell_for donated? raised? loans? owed? charge debt dollars? euros? yen put_into valued?"""
WEIGHED = """weighs? weighed measures? measured holds? hold contains? grows? grew grown rises? rose
    risen falls? fell fallen shrink shrank drop dropped increased? decreased? changed? rained?
    snowed?"""
EXTENTS = "many much large big far high fast tall few heavy powerful strong"
MEASURES = """size death_toll total tally count range capacity amount population length height width
    depth weight speed distance attendance turnout"""
AUXILIARIES = "did does do will was were is are has have had would can could should might"
SHARES = "percentage percent share proportion fraction margin rate"
TIMES = "year date day month time week quarter deadline"
PLACES = "country city state town place region location venue county island continent"
REASONS = "reason motive rationale cause purpose goal aim justification"
CAUSED = "caused led prompted made drove motivated persuaded"
PARTIES = """person people man woman official senators? judge lawyer analyst minister company
    companies firm organi[sz]ation outlet newspaper agency party automakers? group executive
    politician attorney author reporter journalist candidate leader rivals? partners?"""
NAMING = "name names named called titled nickname codename brand"

ARTICLES = "articles? story stories reports? pieces? posts? columns? dispatch dispatches"
OUTLETS = """outlets? papers? newspapers? publications? sources media news_organi[sz]ations
    news_outlets news_sites"""
TELLERS = """reports accounts outlets articles sources papers newspapers versions figures numbers
    information claims stories coverage media press witnesses estimates counts"""
MEASURED = """size number numbers scale cause causes date day time year count cost total amount
    extent value price length age order toll identity"""
DIFFERENCES = """disputes? disagreements? conflicts? discrepanc(?:y|ies) differences? doubt
    uncertainty contradictions?"""
MORE_THAN_ONE = """besides apart_from aside_from both all list various different differ differs
    differences? disagree agree accounts reports articles outlets sources compared? versus each
    respective timeline everything reasons ways steps options plans goals"""

MONTHS = """january february march april may june july august september october november
    december"""
SHORT_MONTHS = "jan feb mar apr jun jul aug sept? oct nov dec"
COUNTS = r"""\d[\d.,]* one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen eighteen twenty thirty forty fifty sixty seventy eighty ninety
    hundreds? thousands? millions? billions? trillions? dozens? half third quarter double
    twice triple both pair several majority none single"""
LARGE_COUNTS = """ten twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety
    hundreds? thousands? millions? billions? dozens?"""
CURRENCIES = """dollars? euros? pounds? yen cents? bucks francs? yuan renminbi rou?bles? rupees?
    pesos? kron(?:e|er|or|a|ur) zlotys? rand liras? baht dirhams? dinars? rials? riyals? shekels?
    ringgit rupiah forints? hryvnias? shillings? naira"""
PERIODS = "years? months? weeks? days? hours? minutes? decades? terms?"
ROLES = """spokes(?:man|woman|person) officials? sources? analysts? president minister chief
    secretary director senator judge lawyers? attorney editor aides? police company companies
    automakers? agency leaders? lawmakers? he she they"""
TITLES = """mr mrs ms miss dr sir lady lord sen senator rep representative gov governor gen general
    president minister secretary judge justice attorney professor prof chief american british
    republican democrat democratic house senate congress court department state county city
    company inc corp co ltd reuter ap afp"""
"""Words with a capital that name no one by themselves."""
BECAUSE = r"""because due_to since so_that in_order in_a_bid as_(?:a_result|it|they|he|she)
    after citing aim(?:s|ed)? goal reasons? purpose amid thanks_to over_(?:concerns?|fears?)
    which_(?:led|means|would) therefore in_response blam\w+
    for_(?:its|their|his|her|being|\w+ing) prompted caused? driven objectives? motives?
    in_an_effort so_as
    to_(?:help|cut|lower|reduce|save|avoid|compete|boost|keep|prevent|protect|speed|share|counter)"""
UNREAL = """if would could may might should will expected expects plans? planned hopes? likely
    set_to scheduled considering weighing exploring whether possible potential possibly"""

SAID = f"""said says say saying told tells telling wrote writes writing thought thinks put_it
    puts_it took_issue_with weighed_in spoke hit_back hits_back hitting_back paid_tribute made_clear
    makes_clear
    {
    forms('''state announce add argue claim insist tweet warn deny confirm explain note acknowledge
    declare testify suggest ask urge predict vow promise pledge reply respond comment remark admit
    assert maintain continue concede call describe praise criticize criticise condemn accuse blame
    complain conclude believe report reveal disclose indicate dismiss reject defend expect express
    hail blast slam cite recall joke quip stress emphasise emphasize reiterate propose demand
    estimate hope want regard echo signal assure dispute denounce mock deride welcome caution
    counter contend allege apologise apologize agree disagree oppose endorse support recount
    attack scoff boast decry lament object question judge label liken compare attribute''')
}"""
CUES = f"""{SAID} according_to statement unclear"""
"""What shows that a sentence reports words or a stance."""
SAYING = frozenset(word.partition("_")[0] for word in SAID.split())
"""The first words of these verbs, for a quick look."""
ROLE_KINDS = (
    frozenset("chief executive ceo president chairman chair head boss leader director".split()),
    frozenset("spokesman spokeswoman spokesperson official officials representative".split()),
    frozenset("lawyer lawyers attorney attorneys counsel".split()),
    frozenset("source sources insider insiders people".split()),
    frozenset("analyst analysts economist expert experts researcher professor".split()),
    frozenset("union unions workers staff employees".split()),
    frozenset("minister secretary".split()),
    frozenset("police officer officers detective".split()),
)
"""Who speaks for someone: within a line the words mean about the same."""
GROUPS = """automakers carmakers car_makers companies firms sides countries nations
    governments parties partners leaders manufacturers groups banks pair two"""
