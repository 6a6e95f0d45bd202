"""Laws of the one record, for the lenses of Aimeos alone (one-record.md 7: 1, 2, 5)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from patron.dialects.aimeos.lens import CODE, LABEL, SPEECH
from patron.dialects.aimeos.profile import PAGE, TODAY, Profile
from patron.dialects.aimeos.values import account_wish, address_statements
from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Row, Scene, Statements, same_facts, state
from patron.domain.names import with_full_name
from patron.domain.places import Alias, Country, Places, Region

PLACES = Places(
    [Country("BR", "Brazil"), Country("DE", "Germany")],
    [Region("BR-SP", "BR", "SP", "São Paulo", "SP"), Region("DE-HH", "DE", "HH", "Hamburg", "HH")],
    [Alias("c", "", "Brasil", "BR")],
)
SCENE = Scene(PLACES)
TEXT = st.one_of(st.none(), st.sampled_from(["", "a", "a b", "<b>a</b>", "x <y", "DE 1", "DE1", "Acme", "<"]))
NAME = st.sampled_from([None, "", "Madonna", "Ana  García Márquez", "<i>Jo</i> Smith", "a"])
REGION = st.sampled_from([(None, None), ("São Paulo", "BR-SP"), ("Moon", None), ("", None)])
COUNTRY = st.sampled_from([(None, None), ("Brazil", "BR"), ("Narnia", None), ("xx", None), ("", None), ("É1", None)])
DEGREES = st.one_of(st.none(), st.floats(-180, 180), st.integers(-180, 180).map(float))
PROFILE = st.sampled_from([PAGE, TODAY])


@st.composite
def customers(draw: st.DrawFn) -> Customer:
    """A customer as other dialects may have left it."""
    columns = {name: draw(TEXT) for name in ("phone", "tax_id", "company", "title", "salutation", "mobile", "website")}
    email = draw(st.sampled_from(["A@x.com", '"<b>"@x.com']))
    blank = replace(Customer(store_id=1, id=1, uuid="u", email=email), **columns)
    mirrors = {"label": draw(TEXT), "login": draw(st.sampled_from([None, "a", "A@x.com"]))}
    return replace(with_full_name(blank, draw(NAME)), **mirrors)


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    """An address as other dialects may have left it."""
    columns = {
        name: draw(TEXT)
        for name in ("phone", "street", "number", "line2", "line3", "city", "postcode", "neighbourhood")
    }
    (region, region_id), (country, code) = draw(REGION), draw(COUNTRY)
    blank = Address(
        1, "u", is_billing=True, is_delivery=True, region=region, region_id=region_id, country=country,
        country_code=code, latitude=draw(DEGREES), longitude=draw(DEGREES), position=draw(st.integers(0, 3)),
    )  # fmt: skip
    blank = replace(blank, **columns)
    return with_full_name(blank, draw(NAME))


def sent_back(grammar: Grammar[Row], row: Row, profile: Profile, prefix: str) -> Statements:
    """What is said by whoever sends back everything that is shown, behind the door."""
    shown = grammar.show_all(row, SCENE)
    if prefix:
        return address_statements(shown, profile)
    return {name: value for name, value in account_wish(shown, profile).named.items() if name in grammar.lenses}


@given(customers(), PROFILE)
def test_an_echo_of_the_account_states_nothing(row: Customer, profile: Profile) -> None:
    named = {**sent_back(SPEECH.customer, row, profile, "")}
    for mirror in (CODE, LABEL):  # those are texts of their own once they are named
        named.pop(mirror, None)
    told = state(SPEECH.customer, row, named, SCENE)
    assert same_facts(told, row)
    assert {name: SPEECH.customer.show_all(told, SCENE)[name] for name in named} == named


@given(addresses(), PROFILE)
def test_an_echo_of_the_billing_address_states_nothing(row: Address, profile: Profile) -> None:
    named = sent_back(SPEECH.billing, row, profile, "")
    told = state(SPEECH.billing, row, named, SCENE)
    assert same_facts(told, row)
    assert SPEECH.billing.show_all(told, SCENE) == SPEECH.billing.show_all(row, SCENE)


@given(addresses(), PROFILE)
def test_an_echo_of_a_related_address_states_nothing(row: Address, profile: Profile) -> None:
    named = sent_back(SPEECH.listed, row, profile, "address")
    told = state(SPEECH.listed, row, named, SCENE)
    assert same_facts(told, row)


WRITTEN = {
    "address1": "New Street 5", "address2": "b", "city": "<i>Rio</i>", "postal": "1", "state": "Hamburg",
    "countryid": "de", "longitude": "10.5", "latitude": 3,
}  # fmt: skip


@given(addresses(), PROFILE, st.sets(st.sampled_from(sorted(WRITTEN)), min_size=1))
def test_what_was_written_is_read_and_the_rest_stays(row: Address, profile: Profile, names: set[str]) -> None:
    before = SPEECH.billing.show_all(row, SCENE)
    wish = account_wish({f"customer.{name}": WRITTEN[name] for name in names}, profile)
    after = SPEECH.billing.show_all(state(SPEECH.billing, row, wish.named, SCENE), SCENE)
    assert after == {**before, **wish.named}
