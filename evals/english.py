"""English words that the patterns for drafted questions share."""

_REGULAR = """
accept add adopt advance agree announce appear apply appoint approve argue arrest arrive ask
attack award ban block buy call cancel capture charge claim close complete confirm consider
convict criticize cut decide declare decline deliver demand deny deport detain die dismiss donate
earn elect employ enact end enter escape expand expel expire explode fail file fire found gather
grant halt hire hold host impose inaugurate increase indict injure introduce invade issue jail
join kill land launch leave link list lose marry meet merge move name negotiate nominate offer
open operate order overturn own pass perform plead pledge postpone predict present promise propose
protest publish purchase raid raise ratify recall receive reject release remove reopen repeal
replace report request reschedule resign resume retire return reveal reverse rule schedule seize
sentence settle sign slash start step stop submit sue suspend target testify threaten transfer
travel unveil uphold urge veto visit vote vow warn withdraw
"""
_IRREGULAR = {
    "became": "become", "began": "begin", "bought": "buy", "brought": "bring", "broke": "break",
    "built": "build", "came": "come", "caught": "catch", "chose": "choose", "cut": "cut",
    "fell": "fall", "fought": "fight", "found": "find", "fled": "flee", "gave": "give",
    "got": "get", "grew": "grow", "held": "hold", "hit": "hit", "kept": "keep", "knew": "know",
    "led": "lead", "left": "leave", "lost": "lose", "made": "make", "met": "meet", "paid": "pay",
    "ran": "run", "rose": "rise", "said": "say", "sent": "send", "set": "set", "shot": "shoot",
    "shut": "shut", "sold": "sell", "spent": "spend", "spoke": "speak", "struck": "strike",
    "sank": "sink", "took": "take", "told": "tell", "went": "go", "withdrew": "withdraw",
    "won": "win", "wrote": "write", "upheld": "uphold", "had": "have",
}  # fmt: skip
_DOUBLED = frozenset(["ban", "expel", "permit", "step", "stop", "submit", "transfer"])
_NOT_REGULAR = frozenset(["buy", "hold", "leave", "lose", "meet", "withdraw", "uphold", "cut"])


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ied"
    doubled = {"ban", "cancel", "stop", "step", "submit", "transfer", "expel", "permit"} - {
        "cancel"
    }
    return f"{verb}{verb[-1]}ed" if verb in doubled else f"{verb}ed"


BASE = {_past(verb): verb for verb in _REGULAR.split() if verb not in _NOT_REGULAR} | _IRREGULAR
"""Past to base: "voted" to "vote", "went" to "go"."""

MOVED = {
    "climbed": "climb", "declined": "decline", "dropped": "drop", "eased": "ease", "fell": "fall",
    "gained": "gain", "grew": "grow", "increased": "increase", "jumped": "jump",
    "plunged": "plunge", "rose": "rise", "shrank": "shrink", "slipped": "slip",
    "slowed": "slow", "surged": "surge", "tumbled": "tumble",
}  # fmt: skip
"""How figures move, past to base."""

PERSON = "|".join(
    r"""
    analyst attorney lawyer minister president professor director chief spokes\w+ mayor
    senator author owner head chair\w* manager officer editor leader founder coach doctor
    judge expert economist secretary adviser advisor executive engineer critic reporter
    journalist candidate governor teacher commissioner fellow historian scientist researcher
    correspondent representative congress\w+ Democrat Republican physician hacker trooper
    investor commentator resident veteran supporter actor actress singer writer man woman
    father mother son daughter wife husband
    """.split()
)
"""As a pattern: what is said of a person, as in "an analyst at"."""
THING = "|".join(
    """
    company broadcaster firm brand channel agency group maker party street artery holiday city
    town village website newspaper magazine university school college hospital bank app
    platform charity union program law drug organization organisation nonprofit startup
    carmaker airline
    """.split()
)
"""As a pattern: what is said of an organisation, a place or a thing."""
