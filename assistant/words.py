"""English word lists that the rules share. Lists, not logic: an entry may hold `?` and `_`."""


def any_of(entries: str) -> str:
    """A regular expression for any of the words; `_` in an entry stands for a space."""
    return "|".join(entry.replace("_", " ") for entry in entries.split())


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

TO_SAY = """say said saying says state stated tell told comment(?:ed)? announced? think
    thought claim(?:ed)? argued? respond(?:ed)? react(?:ed|ion)? describe described call
    called promised? warn(?:ed)? deny denied admit(?:ted)? acknowledged? suggest(?:ed)?
    propose proposed explain(?:ed)? urged? predict(?:ed)? insist(?:ed)? express(?:ed)? stand
    feel put_it view make_of"""
ADVERBS = "also since publicly previously initially actually ever really"
VIEWS = """stance position views? reaction response comments? statement opinion quotes? take
    answer message explanation argument warning words remarks? assessment verdict reply"""
PAYMENT = """costs? pays? paid spend spent invest invested priced? prices worth salary
    salaries wages? fined? fees? revenue profits? loss losses money earn earned budget
    sell_for donated? raised? loans? owed? charge debt dollars? euros? yen put_into valued?"""
EXTENTS = "many much large big far high fast tall few heavy powerful strong"
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

MONTHS = """january february march april may june july august september october november
    december"""
SHORT_MONTHS = "jan feb mar apr jun jul aug sept? oct nov dec"
COUNTS = r"""\d[\d.,]* one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen eighteen twenty thirty forty fifty sixty seventy eighty ninety
    hundreds? thousands? millions? billions? trillions? dozens? half third quarter double
    twice triple both pair several majority none single"""
LARGE_COUNTS = """ten twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety
    hundreds? thousands? millions? billions? dozens?"""
CURRENCIES = "dollars? euros? pounds? yen cents? bucks francs? yuan rubles?"
PERIODS = "years? months? weeks? days? hours? minutes? decades? terms?"
ROLES = """spokes(?:man|woman|person) officials? sources? analysts? president minister chief
    secretary director senator judge lawyers? attorney editor aides? police company companies
    automakers? agency leaders? lawmakers? he she they"""
CUES = """said says say told stated announced reported reports according_to added argued
    claimed insisted wrote tweeted warned called denied confirmed explained noted acknowledged
    declined testified suggested asked urged predicted described criticized praised condemned
    vowed promised replied statement unclear believes? thinks? admitted insists argues
    asserted maintained declared"""
BECAUSE = r"""because due_to since so_that in_order in_a_bid as_(?:a_result|it|they|he|she)
    after citing aim(?:s|ed)? goal reasons? purpose amid thanks_to over_(?:concerns?|fears?)
    which_(?:led|means|would) therefore in_response blam\w+
    for_(?:its|their|his|her|being|\w+ing) prompted caused? driven objectives? motives?
    in_an_effort so_as
    to_(?:help|cut|lower|reduce|save|avoid|compete|boost|keep|prevent|protect|speed|share|counter)"""
UNREAL = """if would could may might should will expected expects plans? planned hopes? likely
    set_to scheduled considering weighing exploring whether possible potential possibly"""

SAID = """said says say told stated states announced announces added adds argued argues
    claimed claims insisted insists wrote writes tweeted warned warns denied denies confirmed
    confirms explained noted notes acknowledged declared testified suggested asked urged
    predicted vowed promised pledged replied commented remarked admitted asserted maintained
    continued conceded called described praised criticized criticised condemned accused blamed
    complained concluded believes believed thinks thought reported reports revealed disclosed
    indicated tweets dismissed rejected defended expects expressed hailed blasted slammed
    cited recalled joked quipped stressed emphasi[sz]ed reiterated proposed demanded estimated
    put_it hopes hoped wants wanted regards"""
GROUPS = """automakers carmakers car_makers companies firms sides countries nations
    governments parties partners leaders manufacturers groups banks pair two"""
