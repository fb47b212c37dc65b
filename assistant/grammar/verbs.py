"""Some verbs of the news, and their forms."""

import re

BE = frozenset("is are was were".split())
DO = frozenset("do does did".split())
PAST = dict(
    pair.split(":")
    for pair in """become:became begin:began bring:brought build:built buy:bought come:came
    cost:cost cut:cut draw:drew drive:drove fall:fell find:found get:got give:gave go:went
    grow:grew have:had hit:hit hold:held keep:kept know:knew lead:led leave:left lose:lost
    make:made meet:met pay:paid put:put rise:rose run:ran say:said see:saw sell:sold send:sent
    set:set show:showed speak:spoke spend:spent stand:stood take:took tell:told think:thought
    win:won write:wrote""".split()
)
BASE = frozenset(PAST) | frozenset(
    """agree aim announce appeal argue ask back ban begin believe blame call cancel close
        collapse comment confirm consider cover create decide deny develop die drop end expand
        expect expire explain face fail force happen help hope include invest join launch learn
        look lower move need object offer open oppose order own plan produce promise publish quit
        raise reach react reject release remain replace reply resign respond save share sign start
        stay stop succeed supply support threaten try use visit vote want warn work""".split()
)


def third(verb: str) -> str:
    """ "closes" for "close"."""
    if verb == "have":
        return "has"
    return f"{verb}es" if re.search(r"(?:s|sh|ch|x|o)$", verb) else f"{verb}s"


def past(verb: str) -> str:
    """ "closed" for "close"."""
    if verb in PAST:
        return PAST[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    doubled = re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", verb)
    return f"{verb}{verb[-1]}ed" if doubled else f"{verb}ed"


def ongoing(verb: str) -> str:
    """ "closing" for "close"."""
    if re.search(r"[^aeiou]e$", verb) and verb != "be":
        return f"{verb[:-1]}ing"
    doubled = re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", verb)
    return f"{verb}{verb[-1]}ing" if doubled else f"{verb}ing"
