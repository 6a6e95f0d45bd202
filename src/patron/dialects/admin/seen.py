"""One customer as each dialect would answer now: fact by fact, differences marked, and the documents themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from itertools import groupby
from typing import Final, TypeAlias

from msgspec import Struct, json

from patron.dialects.admin import lens, pages, parse
from patron.domain.access import Shop, Staff
from patron.domain.chart import Chart, Sight
from patron.domain.lens import Scene
from patron.domain.likeness import Answer, Finding, Likeness, Told, answers_of, compared
from patron.domain.places import Places
from patron.domain.provenance import Provenance, Way, provenances
from patron.operations import office
from patron.operations.office import Dossier, Visit, signed_in
from patron.operations.ports import Clock, Reading
from patron.wire.dialect import Route, reads
from patron.wire.reply import Reply
from patron.wire.request import Wire

ShowWhole: TypeAlias = Callable[[Reading, Shop, Staff, str], Awaitable[Mapping[str, object]]]
"""The document that an API answers of the customer with that uuid, asked for everything."""
SIGNS: Final[Mapping[Likeness, tuple[str, str]]] = {
    Likeness.SAME: ("=", "the same everywhere"),
    Likeness.DERIVED: ("~", "each in its own notation"),
    Likeness.ONLY_HERE: ("+", "only one platform has it"),
    Likeness.NOT_THERE: ("-", "not everybody can tell it"),
    Likeness.UNEXPLAINED: ("!", "no rule explains it"),
}
_SENTENCES: Final[Mapping[Way, str]] = {
    Way.FACT: "{facts}, as it is stored",
    Way.DERIVED: "Made of {facts}",
    Way.SPELLED: "{facts}, as this platform wrote it; it reads it back so for as long as the fact stays",
    Way.PINNED: "Nothing is stored of {facts}; the platform repeated what was shown instead, and keeps seeing that",
    Way.STANDS_IN: "Nothing is stored of {facts}; in its place stands",
    Way.KEPT: "Kept by the server",
    Way.NOTHING: "Nothing is stored of {facts}",
}
_LABELS: Final = {fact.name: fact.label for section in lens.CUSTOMER for fact in section.facts} | {
    fact.name: fact.label for fact in lens.ADDRESS
}


class Sights(Struct, frozen=True):
    """How to look at a customer through the eyes of others."""

    charts: Mapping[str, Chart]
    graphql: ShowWhole
    in_graphql: str
    """The dialect that answers in GraphQL, too."""


class Seen(Struct, frozen=True):
    """A customer, and what every API would answer."""

    dossier: Dossier
    answers: Mapping[str, Answer]
    graphql: Mapping[str, object]
    in_graphql: str
    places: Places


class Look(Struct, frozen=True):
    """Who is looked at, and where the server is."""

    uuid: str
    origin: str


class Value(Struct, frozen=True):
    """One field of a document."""

    field: str
    text: str
    way: str
    origin: str
    """The whole sentence about where it comes from."""


class Cell(Struct, frozen=True):
    """What one dialect says of a fact."""

    title: str
    values: list[Value]
    absence: str
    """Why it says nothing; '' where it does."""


class Line(Struct, frozen=True):
    """One fact as everybody tells it."""

    topic: str
    sign: str
    likeness: str
    differs: bool
    cells: list[Cell]


class Subject(Struct, frozen=True):
    """The customer, or one address."""

    title: str
    lines: list[Line]
    differing: int


class Document(Struct, frozen=True):
    """An answer as it would be sent."""

    title: str
    text: str


def seen(sights: Sights, places: Places, clock: Clock) -> tuple[Route, ...]:
    """The rows of the table."""

    async def look(unit: Reading, visit: Visit, wanted: Look) -> Seen:
        found = await office.dossier(unit, visit, wanted.uuid)
        groups = {group.id: group for group in found.shelf.groups}
        sight = Sight(found.shop, places, groups, clock.now(), wanted.origin)
        graphql = await sights.graphql(unit, found.shop, visit.present.staff, found.customer.uuid)
        answers = answers_of(sights.charts, found.customer, sight)
        return Seen(found, answers, graphql, sights.in_graphql, places)

    return (reads("GET", "/customers/edit/{uuid}/seen", signed_in, _wanted, look, _page),)


def _wanted(wire: Wire, visit: Visit) -> Look:
    return Look(parse.uuid(wire, visit), wire.base_url)


def _page(found: Seen, wire: Wire, visit: Visit) -> Reply:
    subjects = list(_subjects(found))
    return pages.tab(
        "seen.html",
        "seen",
        found.dossier,
        wire,
        visit,
        titles=[answer.chart.title for answer in found.answers.values()],
        subjects=subjects,
        signs=list(SIGNS.values()),
        documents=list(_documents(found)),
    )


# -- fact by fact -----------------------------------------------------------------------------------------------------


def _subjects(found: Seen) -> Iterator[Subject]:
    customer, answers = found.dossier.customer, list(found.answers.values())
    findings = compared(customer, answers, [answer.chart for answer in answers], found.places)
    scene = Scene(found.places, customer)
    origins = {answer.chart.dialect: provenances(answer, scene) for answer in answers}
    telling = [finding for finding in findings if not finding.says_nothing()]
    for title, ones in groupby(telling, key=lambda finding: finding.subject):
        lines = [_line(finding, found.answers, origins) for finding in ones]
        yield Subject(title.capitalize(), lines, sum(line.differs for line in lines))


def _line(finding: Finding, answers: Mapping[str, Answer], origins: Mapping[str, Mapping[str, Provenance]]) -> Line:
    told = {one.dialect: one for one in finding.told}
    cells = [
        _cell(answer.chart.title, told.get(name), origins[name], whole=finding.topic == "the address")
        for name, answer in answers.items()
    ]
    sign, words = SIGNS[finding.likeness]
    return Line(_named(finding.topic).capitalize(), sign, words, finding.likeness is not Likeness.SAME, cells)


def _cell(title: str, told: Told | None, origins: Mapping[str, Provenance], *, whole: bool) -> Cell:
    if told is None:
        return Cell(title, [], "shown" if whole else "no field for it")
    values = [_value(place, value, origins[place]) for place, value in told.fields.items()]
    return Cell(title, values, "" if values else told.rule or "not there")


def _value(place: str, value: object, origin: Provenance) -> Value:
    words = _SENTENCES[origin.way].format(facts=_listed([f"“{_named(fact)}”" for fact in origin.facts]))
    if origin.way is Way.STANDS_IN:
        words = f"{words} {origin.words or 'a default'}"
    elif origin.words and origin.way is not Way.NOTHING:
        words = f"{words}: {origin.words}"
    return Value(place, _text(value), origin.way.value, words.replace("`", ""))


def _listed(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _named(fact: str) -> str:
    return _LABELS.get(fact, fact.replace("_", " "))


def _text(value: object) -> str:
    if value is None:
        return "null"
    return value if isinstance(value, str) and value else json.encode(value).decode()


# -- the documents ----------------------------------------------------------------------------------------------------


def _documents(found: Seen) -> Iterator[tuple[str, list[Document]]]:
    """Platform -> its answers."""
    for answer in found.answers.values():
        documents = [Document("The answer", _pretty(answer.view.document))]
        if answer.chart.dialect == found.in_graphql:
            documents = [Document("REST", documents[0].text), Document("GraphQL", _pretty(found.graphql))]
        yield answer.chart.title, documents


def _pretty(document: Mapping[str, object]) -> str:
    return json.format(json.encode(document), indent=2).decode()
