"""The numbers of a sentence with their scale and unit: "$1.2 million" is 1,200,000 USD."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: n for n, word in enumerate(_ONES)} | {
    word: 10 * n for n, word in enumerate(_TENS, 2)
}
_SCALES = {
    "hundred": 1e2, "dozen": 12, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_PARTS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25}
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh
    twelfth""".split()
_SIGNS = {
    "$": "USD",
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "\u20ac": "EUR",
    "\u00a3": "GBP",
    "\u00a5": "JPY",
}
_UNITS = {
    "%|percent|per cent|percentage points?|pct": "percent",
    "dollars?|usd|bucks": "USD",
    "euros?|eur": "EUR",
    "pounds? sterling|gbp|pounds?|quid": "GBP",
    "yen|jpy": "JPY",
    "yuan|renminbi": "CNY",
    "rupees?": "INR",
    "francs?": "franc",
    "rou?bles?": "RUB",
    "pesos?": "peso",
    "kron(?:er?|or|a|ur)": "krone",
    "cents?|pence": "cent",
    "years?|year-olds?": "year",
    "months?": "month",
    "weeks?": "week",
    "days?": "day",
    "hours?": "hour",
    "minutes?": "minute",
    "seconds?": "second",
    "km|kilomet(?:er|re)s?": "km",
    "miles?|mi": "mile",
    "met(?:er|re)s?": "m",
    "feet|foot|ft": "ft",
    "kg|kilos?|kilograms?": "kg",
    "tonnes?|tons?": "tonne",
    r"a\.?m\b\.?": "am",
    r"p\.?m\b\.?": "pm",
}
_SCALE = r"(?:hundred|dozen|thousand|million|billion|trillion|bn|mn|tn)s?"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.:]\d+)?|\.\d+"
_NUMERAL = rf"(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES[::-1])}"
_NUMBER = re.compile(
    r"(?P<sign>(?:US|A|C)?[$\u20ac\u00a3\u00a5]\s?)?"
    rf"(?:(?<![\w.])(?<![A-Za-z]-)(?P<digits>{_DIGITS})(?P<ordinal>(?:st|nd|rd|th)\b)?"
    r"|\b(?P<part>half|a third|a quarter|(?:two|three)[\s-](?:thirds|quarters))\b"
    rf"|\b(?P<words>(?:(?:{_NUMERAL}|an?)\shundred(?:\sand)?\s)?(?:{_NUMERAL})"
    rf"|an?(?=\s{_SCALE}\b))\b"
    rf"|\b(?P<place>{'|'.join(_ORDINALS)})\b(?!\s(?:of|quarter)\b))"
    rf"(?P<scale>[kmb]\b|(?:[\s-]?{_SCALE}\b)*)"
    rf"(?:[\s-]?(?P<unit>{'|'.join(_UNITS)})(?!\w))?",
    re.I,
)
_RANGE = re.compile(r"\s?(?:to|and|or|-|\u2013|\u2014)\s?", re.I)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|some|nearly|almost|approximately|close to|just (?:over|under)"
    r"|(?P<over>more than|over|at least|upwards of|above|exceeding)"
    r"|(?P<under>less than|fewer than|under|up to|below|at most))\s+(?:an? )?\W?$",
    re.I,
)
_NEAR, _WITHIN = 0.06, 0.2
"""How far "about 4 million" and "more than 4 million" may lie from the number that is given."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is meant. `unit` is "" for what is counted ("27 workers").

    `least` and `most` are what it may stand for: wider than `value` after "about" or "more than".
    """

    value: float
    unit: str
    text: str
    start: int
    end: int
    least: float
    most: float

    def matches(self, given: "Quantity") -> bool:
        """Whether `given`, in the evidence, is this number in a compatible unit."""
        slack = 1e-6 * max(abs(self.value), 1)
        inside = self.least - slack <= given.value <= self.most + slack
        return inside and _compatible(self.unit, given.unit)


def apart(one: Quantity, other: Quantity) -> float:
    """How many powers of ten lie between two numbers."""
    return abs(math.log10((abs(one.value) + 1e-9) / (abs(other.value) + 1e-9)))


def quantities(text: str) -> list[Quantity]:
    """The numbers of `text`, in figures or in words; both ends of a range share unit and scale."""
    matches = list(_NUMBER.finditer(text))
    values = [_value(match) for match in matches]
    scales = [match["scale"] for match in matches]
    units = [_unit(match) for match in matches]
    for n in range(len(matches) - 1):
        if not _RANGE.fullmatch(text, matches[n].end(), matches[n + 1].start()):
            continue
        if not scales[n] and values[n] < 1000:
            scales[n] = scales[n + 1]
        units[n] = units[n] or units[n + 1]
        units[n + 1] = units[n + 1] or (units[n] if matches[n]["sign"] else "")
    return [
        _quantity(text, match, value * _times(scale), unit)
        for match, value, scale, unit in zip(matches, values, scales, units, strict=True)
        if math.isfinite(value * _times(scale))  # not so of hundreds of digits
    ]


def unfounded(draft: str, evidence: Sequence[str]) -> list[str]:
    """The numbers of `draft`, as written, that no sentence of the evidence gives.

    "One" is a pronoun more often than a number, and is never asked for.
    """
    given = [each for text in evidence for each in quantities(text)]
    return [
        each.text
        for each in quantities(draft)
        if each.text.lower() not in ("one", "first") and not any(each.matches(g) for g in given)
    ]


def _quantity(text: str, match: re.Match[str], value: float, unit: str) -> Quantity:
    least = most = value
    if about := _ABOUT.search(text[: match.start()]):
        near = _WITHIN if about["over"] or about["under"] else _NEAR
        least = value if about["over"] else value * (1 - near)
        most = value if about["under"] else value * (1 + near)
    written = match[0].strip()
    start = match.start() + match[0].index(written)
    return Quantity(value, unit, written, start, start + len(written), least, most)


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        return float(match["digits"].replace(",", "").replace(":", "."))
    if match["place"]:
        return _ORDINALS.index(match["place"].lower()) + 1.0
    if match["part"]:
        many = re.match(r"(two|three)?\W?(?:a )?(\w+?)s?$", match["part"].lower())
        return _WORDS.get(many[1], 1) * _PARTS[many[2]] if many else 0.0
    total = 0.0
    for word in re.findall(r"[a-z]+", match["words"].lower()):
        total = total * 100 if word == "hundred" else total + _WORDS.get(word, word != "and")
    return total


def _times(scale: str) -> float:
    product = 1.0
    for word in re.findall(r"[a-z]+", scale.lower()):
        product *= _SCALES.get(word, _SCALES.get(word.removesuffix("s"), 1))
    return product


def _unit(match: re.Match[str]) -> str:
    if match["sign"]:
        return _SIGNS[match["sign"].strip().upper()]
    if match["ordinal"] or match["place"]:
        return "ordinal"
    if match["unit"]:
        written = match["unit"]
        return next(unit for form, unit in _UNITS.items() if re.fullmatch(form, written, re.I))
    return ""


def _compatible(one: str, other: str) -> bool:
    """The same unit, or one of them bare; a bare number is no percentage and no rank."""
    return one == other or ("" in (one, other) and not {"percent", "ordinal"} & {one, other})
