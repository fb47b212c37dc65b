"""What a question takes to have happened, and whether sentences tell of it, in whatever words.

A question that names the right people beside something the articles do not tell ("Why did she
resign?") is near to sentences about them. What tells it apart is the event itself: each line below
has the words of one kind of event or of one attribute, after the kinds of ACE (Doddington et al.
2004: life, movement, transaction, business, conflict, contact, personnel, justice). Where a
question has a word of a line, the sentences that would answer must have one of that line too.
A word after `+` tells of the event and does not ask for it: it has other senses. An indented line
goes on with the one before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_PERSONNEL = r"""
resign\w* quit\w* step(?:s|ped|ping)?_(?:down|aside|back) st(?:ood|ands?|anding)_(?:down|aside)
    +leav(?:e|es|ing) +left depart\w* retir\w* oust\w* +forced_out
sack\w* dismiss\w* fired fir(?:e|ing) oust\w* remov\w* laid_off lay(?:ing)?_off layoffs? let_go
    axed axe part(?:ed|s)_(?:ways|company) cut(?:s|ting)?_ties terminat\w*
appoint\w* chos(?:e|en) select\w* elect(?:ed|s)? nominat\w* +nam(?:ed|es|ing)
    succe(?:ed|eds|eded|ssors?) +replac\w* +tak(?:e|es|ing|en)_(?:over|charge|office)
    +took_(?:over|charge|office) +promot\w* +sworn hir(?:e|ed|es|ing) recruit\w* +picked
    +becomes +became
elect(?:ed|ions?|s)? re-?elect\w* +w[io]n\w* +ballots? +votes? +vot(?:ed|ing) +runoff +polls?
employ(?=\W*$) employed employees +employ\w* +staff +workers? workforce +jobs?
    +work(?:s|ed|ing)? +hired headcount
"""
_JUSTICE = r"""
arrest\w* detain\w* apprehend\w* +detention +custody +jail\w* +caught +handcuff\w* +imprison\w*
charged indict\w* +accus\w* prosecut\w* arraign\w* charges +counts
convict\w* guilty +verdict +manslaughter +murder
sentenc\w* +jail\w* +prison +imprison\w* +years_in
plead\w* pled pleas?
acquit\w* +cleared +not_guilty exonerat\w*
sue sued sues suing lawsuits? +suit +legal_action litigation +courts? +claims?
overturn\w* quash\w* +revers\w* +th(?:rew|rown|row)_out annul\w* void\w* str(?:uck|ike)_down
    overrul\w* +blocked
testif\w* testimony gave_evidence +witness\w*
    +told_(?:the_)?(?:court|jury|committee|panel|lawmakers|senators?|congress)
pardon\w* clemency commut\w*
extradit\w*
fined fines +fine +penalt(?:y|ies) penali[sz]\w*
bail
confess\w* admit\w* +own(?:ed|s)_up +plead\w* +pled +conced\w* +acknowledg\w*
impeach\w*
investigat\w* prob(?:e|ed|es|ing) inquir\w* enquir\w* inquests? +reviews? +review(?:ed|ing)
    +look(?:s|ed|ing)?_into +examin\w* +scrutin\w* +stud(?:y|ied|ies|ying)
"""
_LIFE = r"""
die dies died dying dead deaths? kill\w* +fatal\w* +toll murder\w*
    los(?:t|e|ing)_(?:his|her|their)_li(?:fe|ves) +lives perish\w* drown\w* +bodies
    +manslaughter suicide +shot +victims? massacre\w*
injur\w* wounded +wound\w* hurt +hospital\w* +br(?:oke|oken|eak)\w* +harmed +strain\w*
    casualt\w* +limp\w*
born birth\w* native_of +\d{1,2}_\w+_\d{4} +\w+_\d{1,2},_\d{4}
marry marri\w* wed weds weddings? +wife +husband +spouse
divorc\w* +ex-wife +ex-husband
graduat\w* +degree +stud(?:y|ied|ies|ying) alma_mater +educated +attended
"""
_BUSINESS = r"""
buy(?:s|ing)? bought acqui(?:re|red|res|ring|sition) takeovers? +tak(?:e|es|en|ing)_over
    +took_over purchas\w* +stake +paid +buyout
sell(?:s|ing)? sold +sales? +sellers? +buy\w* +bought
merge merged merger mergers merging +combin\w* +takeovers? +join\w*_forces
tie-?ups? partner\w* alliances? memorandum cooperat\w* co-operat\w* +team(?:s|ed|ing)?_up
    +joint\w* +collaborat\w* +together
bankrupt\w* insolven\w* +administration +collaps\w* receivership +liquidat\w* +went_under
    +chapter_11
strike strikes striking strikers? +struck walk(?:ed|s)?[\s-]?outs? walking_out industrial_action
    picket\w* stoppages?
postpon\w* delay\w* +put_off +push\w*_back +defer\w* +late +later
retract\w* +withdr\w*
ban bans banned banning +prohibit\w* +outlaw\w* +bar(?:red|s|ring) +forbid\w* +forbade +block\w*
    +suspend\w*
earn earns earned earning +pay +pays +paid +paying salar\w* wages? +income
compensat\w* +damages +pay\w* +paid +settle\w* +gets? +awarded
donat\w* +gifts? +gave +giv(?:e|es|en|ing) +contribut\w*
invest(?:s|ed|ing|ments?|ors?)? +put_(?:\w+_){0,4}into +stake +pour\w* +fund\w* +spen[dt]\w*
    +financ\w*
complet(?:e|es|ed|ing|ion) finish\w* +conclud\w* +closed +finali[sz]\w* +done +end\w*
cost costs costing +costly pric\w* +worth +pay\w* +paid +spen[dt]\w* +budget\w* +fees?
    +[$\u00a3\u20ac\u00a5]\s?\d[\d,.]*
    +(?:million|billion|thousand)_(?:pounds|dollars|euros|yen) +cheap\w* +expensive
shares stocks? share_price
renam\w* +new_name +now_called
"""
_CONFLICT = r"""
steal steals stole stolen stealing thefts? thie(?:f|ves) robb\w* burgl\w* loot\w*
crash\w* collid\w* collisions? smash\w* wreck\w* +derail\w* +hit +came_off
derail\w* +rails +came_off
collaps\w* +cav(?:e|ed|ing)_in +fell +fall(?:s|en|ing)?_(?:down|in) +g[ai]v(?:e|es|ing)_way
explo(?:de|des|ded|ding|sions?) blasts? bomb\w* detonat\w* bl(?:ew|own|ow)_up
burn\w* +fires? blazes? +flames? arson
hijack\w* kidnap\w* abduct\w* hostages?
stab\w* knif\w* knives
evacuat\w* +mov(?:e|ed|ing)_out +taken_to +flee\w* +fled
invad\w* invasion
protest\w* demonstrat\w* +march(?:ed|es|ers)? +rall(?:y|ies|ied)
hack\w* breach\w* +cyber\w* +intrusion
demolish\w* +torn_down +tear_down +raz(?:e|ed) +knocked_down +pull\w*_down
"""
_CONTACT = r"""
apolog\w* +sorry +regret\w* +contrit\w* +remorse\w*
drop(?:s|ped|ping)?_out +withdr\w* +end(?:ed|s|ing)_(?:his|her|their|its)_(?:campaign|bid|run)
    +quit\w* +pull(?:ed|s)?_out +suspend\w*
sent_off +red_card +second_yellow
"""
_EVENTS = (_PERSONNEL, _JUSTICE, _LIFE, _BUSINESS, _CONFLICT, _CONTACT)


@dataclass(frozen=True, slots=True)
class Happening:
    """A kind of event or attribute: the words that ask for it, and those that tell of it."""

    asked: re.Pattern[str]
    told: re.Pattern[str]


@lru_cache(4096)
def happenings(text: str) -> tuple[Happening, ...]:
    """The kinds that a question, or a word of it, asks for."""
    return tuple(each for each in _KINDS if each.asked.search(text))


def _compiled(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(w.replace('_', ' ') for w in words)})(?!\w)", re.I)


def _of(lines: str) -> tuple[Happening, ...]:
    return tuple(
        Happening(
            _compiled([word for word in row if not word.startswith("+")]),
            _compiled([word.removeprefix("+") for word in row]),
        )
        for row in map(str.split, re.split(r"\n(?! )", lines.strip()))
    )


TOLLS = frozenset(_of(_LIFE)[:2])
"""Deaths and injuries, which one sentence counts side by side."""
_KINDS = tuple(kind for lines in _EVENTS for kind in _of(lines))
