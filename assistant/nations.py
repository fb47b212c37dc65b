"""Countries and continents under their several names: "Britain", "British", "UK"."""

PLACES = {
    place: demonym
    for place, _, demonym in (
        pair.partition(":")
        for pair in """Africa:African America:American Asia:Asian Australia:Australian
        Austria:Austrian Belgium:Belgian Brazil:Brazilian Britain:British Canada:Canadian
        China:Chinese Denmark:Danish Egypt:Egyptian England:English Europe:European
        Finland:Finnish France:French Germany:German Greece:Greek India:Indian
        Indonesia:Indonesian Iran:Iranian Iraq:Iraqi Ireland:Irish Israel:Israeli Italy:Italian
        Japan:Japanese Kenya:Kenyan Korea:Korean Mexico:Mexican Netherlands:Dutch
        Nigeria:Nigerian Norway:Norwegian Pakistan:Pakistani Poland:Polish Portugal:Portuguese
        Russia:Russian Scotland:Scottish Spain:Spanish Sweden:Swedish Switzerland:Swiss
        Thailand:Thai Turkey:Turkish Ukraine:Ukrainian Vietnam:Vietnamese Wales:Welsh""".split()
    )
}
"""Each with its adjective."""
_ALSO = {"America": ("us", "usa", "americans"), "Britain": ("uk", "britons"), "Europe": ("eu",)}
_FORMS = {
    form: frozenset(row)
    for place, demonym in PLACES.items()
    for row in [(place.lower(), demonym.lower(), *_ALSO.get(place, ()))]
    for form in row
}


def is_place(name: str) -> bool:
    """Whether a name is a country or a continent, or an adjective of one."""
    return name in PLACES or name in PLACES.values()


def forms(word: str) -> frozenset[str]:
    """All names of the country that a lower-case word names, itself among them; else none."""
    return _FORMS.get(word, frozenset())
