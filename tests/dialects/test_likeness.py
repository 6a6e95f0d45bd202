"""No difference between two dialects is without a rule, whoever wrote what (one-record.md 3 to 5)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from patron.dialects import SPEECHES
from patron.dialects import every_chart as charts
from patron.dialects.aimeos.lens import SPEECH as AIMEOS
from patron.dialects.aimeos.profile import PAGE, TODAY, Profile
from patron.dialects.evershop.lens import SPEECH as EVERSHOP
from patron.dialects.openfoodnetwork.lens import SPEECH as OPEN_FOOD_NETWORK
from patron.dialects.tiendanube.lens import SPEECH as TIENDANUBE
from patron.domain.access import Shop
from patron.domain.addresses import deliveries
from patron.domain.chart import Chart, Sight
from patron.domain.customer import Address, Customer, Group, ListItem, Property, Purchases
from patron.domain.lens import Scene, Statements, settled, state
from patron.domain.likeness import Answer, Finding, Likeness, compared
from patron.domain.mirrors import mirrored
from patron.domain.places import Alias, Country, Places, Region
from patron.domain.senses import topic_of
from patron.domain.tags import without_tags
from patron.operations.addresses import (
    settled_addresses,
    with_billing,
    with_entries,
    with_one_delivery,
    without_billing,
    without_delivery,
)
from patron.operations.speech import Entry, Speech

PLACES = Places(
    [Country("AU", "Australia"), Country("BR", "Brazil"), Country("US", "United States")],
    [
        Region("AU-VIC", "AU", "VIC", "Victoria", "Vic"),
        Region("BR-SP", "BR", "SP", "São Paulo", "SP"),
        Region("US-OR", "US", "OR", "Oregon", "OR"),
    ],
    [Alias("c", "", "Brasil", "BR"), Alias("r", "BR", "Sampa", "BR-SP")],
)
NOW = 1_700_000_000_000
SIGHT = Sight(Shop(1, "Shop", "BRL", language="pt"), PLACES, {2: Group(2, "gold", "Gold")}, NOW)
SPOKEN = (EVERSHOP, OPEN_FOOD_NETWORK, AIMEOS, TIENDANUBE)
FIRST = Customer(
    store_id=1,
    id=1,
    uuid="2e9f3c05-1111-4222-8333-444455556666",
    email="Ana@X.com",
    created_at=NOW - 5_500,
    updated_at=NOW - 5_500,
)
TEXTS = ("", None, "a", "a b", "b", " ", "a, b", "742", "Elm Street 742", "<b>a</b> b", "x <y", "ẞ")
NAMES = ("", None, "Madonna", "Ana  García Márquez", "Ana", "García Márquez", "Ana García", "<i>Jo</i> Smith", "Acme")
COUNTRIES = ("BR", "Brasil", "US", "AU", "Narnia", "zz", "", None)
REGIONS = ("SP", "BR-SP", "Sampa", "São Paulo", "Oregon", "VIC", "Moon", "<b>Moon</b>", "", None)
EMAILS = ("Ana@X.com", "ana@x.com", "Ẽ@x.com", "<b>@x.com")
DEGREES = (None, 0.0, -0.0, 10.0, 10.5)
POOLS: Mapping[str, tuple[object, ...]] = {
    "name": NAMES,
    "country": COUNTRIES,
    "region": REGIONS,
    "email": EMAILS,
    "latitude": DEGREES,
    "longitude": DEGREES,
    "status": (0, 1),
    "position": (0, 1, 2),
    "extra": ({}, {"a": "b"}, {"a": None}),
    "company": ("", None, "Acme", "<b>Acme</b>"),
}
UNWRITTEN = ("updated_at", "no_shipping")


@st.composite
def statements(draw: st.DrawFn, speech: Speech, face: str) -> Statements:
    """Some fields of that face, with values as they are behind the dialect's door."""
    if face == "customer":
        facts = {name: lens.facts for name, lens in speech.customer.lenses.items()}
    else:
        grammar = speech.billing if face == "billing" else speech.listed
        facts = {name: lens.facts for name, lens in grammar.lenses.items()}
    names = draw(st.lists(st.sampled_from([name for name in facts if name not in UNWRITTEN]), unique=True, max_size=5))
    return {name: draw(_values(speech, name, facts[name], face)) for name in names}


def _values(speech: Speech, name: str, facts: tuple[str, ...], face: str) -> st.SearchStrategy[object]:
    topic = topic_of(facts)
    values = st.sampled_from(POOLS.get(topic, TEXTS))
    if speech is OPEN_FOOD_NETWORK and topic in ("country", "region"):
        return values.map(lambda text: None if not text else {"name": text, "code": text})
    if speech is AIMEOS and face != "listed":
        return values.map(lambda value: without_tags(value) if isinstance(value, str) else value)
    if speech is OPEN_FOOD_NETWORK and name == "email":
        return values.map(lambda text: str(text).lower())
    return values


@st.composite
def customers(draw: st.DrawFn) -> Customer:
    """A customer after several writes through several dialects."""
    customer = replace(FIRST, activated_at=draw(st.sampled_from([None, NOW])))
    for _ in range(draw(st.integers(1, 8))):
        speech = draw(st.sampled_from(SPOKEN))
        customer = stored(customer, draw(_written(customer, speech)), knows_mirrors=speech is AIMEOS)
    if draw(st.booleans()):
        customer = replace(
            customer,
            purchases=Purchases(2, 1, 12_345, 77, -50, 0, 0),
            list_items=(
                ListItem(4001, "group", group_id=2, is_primary=draw(st.booleans())),
                ListItem(4002, "product", refid="9"),
            ),
            properties=(Property(1, "a", None, "b"), Property(2, "a", "de", "b")),
            tags=("a", "b"),
            metafields={"a": {"b": 1}},
        )
    return customer


@st.composite
def _written(draw: st.DrawFn, customer: Customer, speech: Speech) -> Customer:
    match draw(st.sampled_from(("customer", "billing", "new", "known", "one", "away", "flag", "gone"))):
        case "customer":
            return state(speech.customer, customer, draw(statements(speech, "customer")), Scene(PLACES, customer))
        case "billing" if speech.billing.lenses:
            return with_billing(customer, speech.billing, draw(statements(speech, "billing")), PLACES, NOW)
        case "one" if speech is OPEN_FOOD_NETWORK:
            return with_one_delivery(customer, speech.listed, draw(statements(speech, "listed")), PLACES, NOW)
        case "away" if speech is OPEN_FOOD_NETWORK:
            return draw(st.sampled_from((without_delivery(customer, speech.dialect), without_billing(customer))))
        case "flag" if customer.addresses:
            chosen = draw(st.sampled_from(customer.addresses))
            rows = (
                replace(row, is_delivery=True, is_default=True)
                if row is chosen
                else replace(row, is_default=False if row.is_default else row.is_default)
                for row in customer.addresses
            )
            return replace(customer, addresses=tuple(rows))
        case "gone" if customer.addresses:
            gone = draw(st.sampled_from(customer.addresses))
            return replace(customer, addresses=tuple(row for row in customer.addresses if row is not gone))
        case "known" if deliveries(customer):
            entry = Entry(draw(st.sampled_from(deliveries(customer))).id, draw(statements(speech, "listed")))
            return with_entries(customer, speech.listed, (entry,), PLACES, NOW)
        case _:
            entry = Entry(0, draw(statements(speech, "listed")))
            return with_entries(customer, speech.listed, (entry,), PLACES, NOW)


def stored(before: Customer, told: Customer, *, knows_mirrors: bool = False) -> Customer:
    """The customer as the record would keep it, with ids."""
    told = told if knows_mirrors else mirrored(before, told)
    told = settled_addresses(told, before, SPEECHES.address, PLACES, NOW)
    rows = tuple(_with_id(row, 100 + at, told) for at, row in enumerate(told.addresses))
    told = replace(told, addresses=tuple(sorted(rows, key=lambda row: row.id)))
    return settled(replace(told, updated_at=NOW), Scene(PLACES, told), SPEECHES.customer)


def _with_id(row: Address, at: int, told: Customer) -> Address:
    highest = max((one.id for one in told.addresses), default=0)
    return row if row.id else replace(row, id=max(at, highest + 1 + at))


def found(customer: Customer, every: Mapping[str, Chart], *names: str) -> list[Finding]:
    """What is found between those dialects; between all where none is named."""
    chosen = [Answer(every[name], every[name].show(customer, SIGHT)) for name in names or every]
    return compared(customer, chosen, list(every.values()), PLACES)


def unexplained(findings: list[Finding]) -> list[Finding]:
    """Those that no rule explains."""
    return [finding for finding in findings if finding.likeness is Likeness.UNEXPLAINED]


@settings(max_examples=300)
@given(customers(), st.sampled_from([PAGE, TODAY]))
def test_nothing_is_unexplained_between_all_dialects(customer: Customer, profile: Profile) -> None:
    assert unexplained(found(customer, charts(profile))) == []


@settings(max_examples=150)
@given(customers(), st.permutations(list(charts())))
def test_nothing_is_unexplained_between_any_two(customer: Customer, names: list[str]) -> None:
    assert unexplained(found(customer, charts(), *names[:2])) == []


@given(customers(), st.sampled_from([PAGE, TODAY]))
def test_every_field_of_an_answer_stands_in_the_chart(customer: Customer, profile: Profile) -> None:
    for chart in charts(profile).values():
        charted = {field.name for fields in chart.fields.values() for field in fields}
        for part in chart.show(customer, SIGHT).parts:
            assert set(part.values) <= charted
            assert {field.name for field in chart.fields[part.face]} <= set(part.values)


@given(customers(), st.data())
def test_a_fact_told_wrongly_by_one_dialect_is_unexplained(customer: Customer, data: st.DataObject) -> None:
    every = charts()
    chart = every[data.draw(st.sampled_from(list(every)))]
    view = chart.show(customer, SIGHT)
    at = data.draw(st.integers(0, len(view.parts) - 1))
    part = view.parts[at]
    lenses = chart.grammars[part.face].lenses
    field = data.draw(
        st.sampled_from([field for field in chart.fields[part.face] if (field.lens or field.name) in lenses])
    )
    lying = replace(part, values={**part.values, field.name: "something else"})
    parts = tuple(lying if place == at else one for place, one in enumerate(view.parts))
    told = replace(view, parts=parts)
    answers = [Answer(one, told if one is chart else one.show(customer, SIGHT)) for one in every.values()]
    assert unexplained(compared(customer, answers, list(every.values()), PLACES)) != []


@pytest.mark.parametrize("field", ["country", "province"])
def test_a_known_place_that_graphql_does_not_tell_is_unexplained(field: str) -> None:
    row = replace(
        Address(7, "", is_billing=False, is_delivery=True),
        region="Oregon",
        region_id="US-OR",
        country="United States",
        country_code="US",
    )
    customer = replace(FIRST, addresses=(row,))
    every = charts()
    view = every["evershop_graphql"].show(customer, SIGHT)
    silent = replace(view.parts[1], values={**view.parts[1].values, field: None})
    answers = [Answer(one, one.show(customer, SIGHT)) for one in every.values() if one.dialect != "evershop_graphql"]
    answers.append(Answer(every["evershop_graphql"], replace(view, parts=(view.parts[0], silent))))
    (finding,) = unexplained(compared(customer, answers, list(every.values()), PLACES))
    assert (finding.subject, finding.topic) == ("address 7", "region" if field == "province" else "country")


def test_the_time_that_evershop_keeps_by_itself_is_not_said_to_be_written_there() -> None:
    at = "2020-01-01T00:00:00.000Z"
    lens = EVERSHOP.customer.lenses["updated_at"]
    kept = {"evershop": {"updated_at": (at, lens.show(FIRST, Scene(PLACES, FIRST)))}}
    told = {one.topic: one.told for one in found(replace(FIRST, said=kept), charts())}["updated_at"]
    assert (told[0].dialect, told[0].fields) == ("evershop", {"updated_at": at})
    assert told[0].rule == "with milliseconds; not moved by EverShop's own address calls"


@pytest.mark.parametrize("half", ["first_name", "last_name"])
def test_a_record_whose_notations_of_one_fact_disagree_is_unexplained(half: str) -> None:
    torn = replace(FIRST, full_name="Ana Souza", **{"first_name": "Ana", "last_name": "Souza", half: "Bea"})
    (finding,) = unexplained(found(torn, charts()))
    assert (finding.subject, finding.topic) == ("customer 1", "name")
    assert {told.dialect for told in finding.told} == set(charts())
