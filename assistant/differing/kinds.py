"""Answers that are common nouns: what a question for a sport, an illness or a profession may get.

Each line has the words a question asks with, and after the bar the answers; "=" joins other words
for one answer, the first of which is the one that is compared.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.content import stem, stems
from assistant.differing.accounts import Difference
from assistant.differing.competing import SURE
from assistant.differing.contradicting import of_namesake
from assistant.differing.superseding import superseded
from assistant.evidence import Evidence
from assistant.questions import Question

_KINDS = """
sport discipline | football=footballer=footballers=soccer american_football cricket=cricketer
    basketball baseball rugby=rugby_union=rugby_league hockey=ice_hockey tennis golf=golfer
    boxing=boxer chess wrestling=wrestler=sumo swimming=swimmer rowing=rower cycling=cyclist
    athletics=sprinter skiing=skier volleyball handball badminton fencing=fencer
    gymnastics=gymnast judo karate curling sailing water_polo lacrosse softball netball
    triathlon=triathlete powerlifting weightlifting archery
profession occupation job trade career | actor=actress singer=vocalist musician chef=cook
    lawyer=solicitor teacher doctor=physician nurse engineer architect landscape_architect
    journalist=reporter writer novelist poet painter sculptor photographer farmer fisherman
    carpenter plumber electrician accountant banker economist politician diplomat soldier pilot
    sailor scientist physicist chemist biologist historian philosopher composer conductor dancer
    director producer screenwriter footballer cricketer trombonist pianist violinist guitarist
    drummer boxer wrestler fencer triathlete swimmer cyclist golfer librarian pharmacist dentist
    surgeon psychologist butcher baker badminton_player water_polo_player tennis_player
    basketball_player baseball_player
genre | documentary comedy drama thriller horror western romance musical science_fiction fantasy
    short_film rock pop jazz blues folk country hip_hop=rap classical reggae heavy_metal punk
medium format | film=movie novel=book play album song television_series opera poem painting
    short_story radio_series comic
language tongue | english french german spanish italian portuguese russian arabic hindi tamil
    telugu marathi bengali urdu malayalam kannada mandarin cantonese japanese korean turkish
    polish dutch swedish norwegian danish finnish greek hebrew persian swahili welsh irish
party | republican democrat=democratic whig labour=labor conservative=tory liberal green socialist
    communist federalist
religion faith | christian=christianity catholic protestant muslim=islam jewish=judaism
    hindu=hinduism buddhist=buddhism sikh=sikhism
illness disease infection virus condition sickness | measles typhoid cholera flu=influenza malaria
    mumps rubella tuberculosis hepatitis meningitis pneumonia norovirus salmonella listeria
    legionnaires dengue ebola mpox polio cancer diabetes asthma anthrax rabies botulism covid
material | slate wood=timber=wooden steel iron concrete brick stone glass copper
    aluminium=aluminum plastic granite marble clay bronze tin thatch asbestos lead zinc
instrument | cello=cellist oboe=oboist violin=violinist viola flute=flautist clarinet
    piano=pianist guitar=guitarist trumpet trombone=trombonist drums=drummer organ harp bassoon
    horn saxophone
fuel | coal oil gas=natural_gas diesel petrol=gasoline hydrogen uranium wood=wood_chips peat
    biomass
weapon | knife gun pistol rifle shotgun hammer axe bomb grenade machete crossbow
crop | wheat rice maize=corn barley soy=soybeans potatoes cotton coffee cocoa sugar
colour color | red blue green yellow black white orange purple pink brown grey=gray
animal | dog cat horse cow sheep goat pig fox wolf bear lion tiger elephant deer rabbit
vehicle | car van lorry=truck bus motorcycle=motorbike tractor train tram ambulance taxi bicycle
"""
_ASKED = re.compile(r"\b(?:what|which)(?:\s+(?:is|was|are|were))?((?:\s+[\w'\u2019-]+){1,4})", re.I)
_RIVAL = 0.04
"""The least probability of a sentence on another side, which must have such an answer besides."""
_LIST = 2
"""Answers of the kind in one sentence, at most: more are a list."""


def differing(
    question: Question, chosen: Sequence[Evidence], read: Sequence[Evidence]
) -> tuple[Difference, ...] | None:
    """The different answers of the kind asked for that articles give; None for another question.

    A sentence counts that names whom or what the question does, and has one such answer; where one
    answer is a part of another's words ("hockey", "ice hockey") they agree.
    """
    kind = _kind(question)
    if kind is None:
        return None
    sides: list[tuple[str, str, list[Evidence]]] = []
    for each in read:
        given = _given(question, kind, each)
        if given is None or (each.probability < SURE if not sides else each.probability < _RIVAL):
            continue
        canonical, written = given
        same = next((s for s in sides if _agree(s[0], canonical)), None)
        if same:
            same[2].append(each)
        elif not any(_source(each) == _source(other) for s in sides for other in s[2]):
            sides.append((canonical, written, [each]))
    if len(sides) < 2 or not any(each in chosen for each in sides[0][2]):
        return ()
    newest = max((side[2][0] for side in sides), key=lambda each: each.day)
    return tuple(
        Difference(written, tuple(told), told[0] is not newest and superseded(told[0], newest))
        for _, written, told in sides
    )


def _source(evidence: Evidence) -> str:
    return evidence.candidate.article.source


def _agree(one: str, other: str) -> bool:
    a, b = set(one.split()), set(other.split())
    return a <= b or b <= a


def _kind(question: Question) -> dict[str, str] | None:
    """The answers of the kind that is asked for, each with the one it is compared as."""
    match = _ASKED.search(question.text)
    words = {word.lower() for word in match[1].split()} if match else set()
    low = question.text.lower()
    for asked, answers in _TABLE:
        if words & asked or any(f"{each} of" in low for each in asked):
            return answers
    return None


def _given(question: Question, kind: dict[str, str], evidence: Evidence) -> tuple[str, str] | None:
    """The one answer of the kind in a sentence about whom the question names."""
    candidate = evidence.candidate
    lead = candidate.article.text[: candidate.spans[min(2, len(candidate.spans) - 1)].end]
    named = {stem(word.text) for word in question.words if word.name}
    if named - stems(f"{candidate.article.title or ''} {lead} {candidate.text}"):
        return None
    if of_namesake(question, candidate.text):
        return None
    found = list(_answers(question, kind, candidate.text))
    distinct = dict.fromkeys(canonical for canonical, _ in found)
    if not found or len(distinct) > _LIST:
        return None
    return found[0]


def _answers(question: Question, kind: dict[str, str], text: str) -> Iterator[tuple[str, str]]:
    asked = question.text.lower()
    form = "|".join(re.escape(each) for each in sorted(kind, key=len, reverse=True))
    for match in re.finditer(rf"(?<![\w-])(?:{form})(?![\w-])", text, re.I):
        if match[0].lower() not in asked:
            yield kind[match[0].lower()], match[0]


def _table() -> Iterator[tuple[frozenset[str], dict[str, str]]]:
    for line in re.split(r"\n(?! )", _KINDS.strip()):
        asked, _, answers = line.partition("|")
        members: dict[str, str] = {}
        for each in answers.split():
            first, *others = (word.replace("_", " ") for word in each.split("="))
            members |= dict.fromkeys((first, *others), first)
        yield frozenset(asked.split()), members


_TABLE = tuple(_table())
