"""Words that tell persons from organisations, and what stands beside a name. Lists, not logic."""

HONORIFICS = frozenset("mr mrs ms miss dr sir dame lord lady".split())
TITLES = HONORIFICS | frozenset(
    """sen senator rep representative gov governor gen general president vice minister prime
    secretary judge justice attorney professor prof chief col colonel capt captain lt sgt sergeant
    mayor congressman congresswoman councilman councilwoman councillor chairman chairwoman
    chairperson ambassador speaker pope king queen prince princess reverend rev detective officer
    inspector commissioner sheriff deputy former republican democrat democratic spokesman
    spokeswoman spokesperson ceo director analyst lawyer prosecutor coach archbishop bishop
    cardinal rabbi imam leader chancellor premier state del dep administrator analyst economist
    candidate nominee adviser advisor""".split()
)
ROLES = frozenset(
    """spokesman spokeswoman spokesperson official analyst economist lawyer attorney president
    minister chief executive ceo chairman chairwoman chair head director manager professor
    researcher scientist expert secretary senator representative governor mayor judge justice
    prosecutor editor reporter journalist author writer adviser advisor aide strategist leader
    candidate nominee general commander officer detective sheriff captain owner founder partner
    doctor physician surgeon nurse teacher student resident neighbour neighbor neighbor's farmer
    worker activist organiser organizer coordinator member fellow historian scholar engineer
    director-general commissioner ambassador envoy negotiator counsel clerk councillor councilman
    congressman congresswoman lawmaker legislator deputy treasurer comptroller banker trader
    investor broker driver pilot actor actress singer director filmmaker artist coach player
    captain pastor bishop priest rabbi imam mother father wife husband daughter son sister brother
    niece nephew widow friend colleague boss principal superintendent dean pollster consultant
    moderator host anchor correspondent columnist commentator spokespeople businessman
    businesswoman billionaire entrepreneur specialist psychologist psychiatrist veteran
    soldier""".split()
)
"""Nouns that say what someone is."""
BODIES = frozenset(
    """company firm automaker carmaker maker group agency organisation organization campaign
    newspaper paper bank party union committee court government ministry department network
    association university commission council bureau foundation airline retailer startup brand
    manufacturer lender insurer broadcaster supplier operator developer miner supermarket
    conglomerate""".split()
)
"""Nouns that stand for an organisation named before."""
_ORGANISATION = frozenset(
    """inc co corp ltd plc llc llp group motor motors company companies party university college
    school committee commission council court house senate congress department ministry bureau
    agency association union foundation fund bank institute center centre times post news journal
    press network street party board office service services administration army navy force
    league club church hospital international national federal united american european states
    state street society trust council caucus campaign coalition alliance industries holdings
    systems technologies airlines energy capital partners media research airport police
    county city north south east west new war electric administration republican republicans
    democrat democrats""".split()
)
COMPANIES = frozenset(
    """company firm automaker carmaker maker bank airline retailer startup group brand manufacturer
    lender insurer broadcaster supplier operator developer miner supermarket
    conglomerate""".split()
)
PARTNERS = frozenset(
    """companies firms automakers carmakers makers banks airlines retailers startups groups brands
    manufacturers lenders insurers broadcasters suppliers operators developers miners
    conglomerates countries nations governments parties unions universities clubs
    cities""".split()
)
"""Nouns that stand for several organisations named together before."""
NOT_SURNAMES = frozenset("House State Party Street York Court Act War Day Week".split())
_WOMEN = frozenset(
    """mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty
    margaret sandra ashley kimberly emily donna michelle carol amanda melissa deborah stephanie
    rebecca laura sharon cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen
    samantha katherine christine hillary chelsea melania ivanka jill joan jane julia julie alice
    ellen ann anne claire clare catherine kate katie diana diane maria marie martha rachel ruth
    sophie sophia olivia theresa teresa victoria virginia wendy heather hannah grace gloria eva
    eleanor dorothy christina charlotte caroline beth ava alicia kellyanne megyn loretta ines
    amara lena sally rosa""".split()
)
_MEN = frozenset(
    """james robert john michael david william richard joseph thomas charles christopher daniel
    matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward ronald
    timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott
    brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron
    jose adam nathan henry douglas zachary peter kyle noah ethan jeremy walter christian keith
    roger terry austin sean gerald carl harold dylan arthur lawrence jordan jesse bryan billy bruce
    gabriel joe logan albert willie alan juan wayne roy ralph randy eugene vincent bobby louis
    philip bill barack mike tim tom jim bob ted ben bernie marco mitt newt rudy chuck harry vladimir
    colin toshihiro makoto carlos luca elon tony boris""".split()
)


def is_organisation(name: str) -> bool:
    """Whether a word of the name, or its form, is one of an organisation or a place."""
    words = name.split()
    return any(word.lower().strip(".") in _ORGANISATION for word in words) or (
        len(words) == 1 and name.isupper() and len(name) > 1
    )


def is_person(name: str) -> bool:
    """Whether a name is a person's by its form: a known first name and more."""
    words = name.split()
    first = words[0].lower()
    return len(words) > 1 and not is_organisation(name) and (first in _WOMEN or first in _MEN)


def gender(name: str, beside: str) -> str:
    """ "m" or "f" where a title, a role or the first name tells, else nothing."""
    said = beside.lower().replace(".", "").split()
    if any(w in ("mrs", "ms", "miss", "dame", "lady") or w.endswith("woman") for w in said):
        return "f"
    if any(w in ("mr", "sir", "lord") or w == "spokesman" for w in said):
        return "m"
    first = name.split()[0].lower() if name else ""
    if " " in name and first in _WOMEN:
        return "f"
    return "m" if " " in name and first in _MEN else ""
