"""The write rule over two made-up dialects that notate the same facts differently (one-record.md section 0)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Lens, Scene, Sheet, Statements, Turn, problems_of, same_facts, settled, state
from patron.domain.places import Alias, Country, Places, Region
from patron.domain.refusals import Problem

PLACES = Places(
    [Country("BR", "Brazil"), Country("US", "United States")],
    [Region("BR-SP", "BR", "SP", "São Paulo", "SP"), Region("US-OR", "US", "OR", "Oregon", "OR")],
    [Alias("c", "", "Brasil", "BR"), Alias("r", "BR", "Sampa", "BR-SP")],
)
SCENE = Scene(PLACES)
START = Customer(store_id=1, id=1, uuid="", email="")
EMPTY = Address(1, "u", is_billing=False, is_delivery=True)


def _put_email(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    return replace(row, email=str(value or ""))


def _put_company(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    return replace(row, company=None if value is None else str(value))


def _put_name(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    return replace(row, full_name=None if value is None else str(value))


def _not_blank(value: object) -> Problem | None:
    return None if value else Problem.BLANK


PLAIN = Grammar(
    "plain",
    (
        Lens("mail", ("email",), lambda row, _: row.email, _put_email, judge=_not_blank),
        Lens(
            "name",
            ("full_name",),
            lambda row, _: row.full_name,
            _put_name,
            judge=_not_blank,
            fallback=lambda row, _: row.company,
            empty="",
        ),
        Lens("company", ("company",), lambda row, _: row.company, _put_company, column="company"),
    ),
)
LOWER = Grammar("lower", (Lens("mail", ("email",), lambda row, _: row.email.lower(), _put_email),))
ALL = {"plain": PLAIN, "lower": LOWER}


def _put_country(row: Address, value: object, scene: Scene, _said: Statements) -> Address:
    known = scene.places.country(str(value))
    return replace(row, country=str(value), country_code=known.code if known else None)


def _put_region(row: Address, value: object, scene: Scene, _said: Statements) -> Address:
    known = scene.places.region(str(value), row.country_code)
    return replace(row, region=str(value), region_id=known.id if known else None)


def _put_city(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
    return replace(row, city=str(value))


def _put_street(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
    return replace(row, street=str(value))


WHERE = Grammar(
    "where",
    (
        Lens("region", ("region",), lambda row, _: row.region_id or row.region, _put_region, turn=Turn.REGION),
        Lens("country", ("country",), lambda row, _: row.country_code or row.country, _put_country, turn=Turn.COUNTRY),
        Lens("city", ("city",), lambda row, _: row.city, _put_city),
        Lens("street", ("street",), lambda row, _: row.street, _put_street),
    ),
)


def read(grammar: Grammar[Customer], row: Customer, field: str) -> object:
    return grammar.read(row, grammar.lenses[field], SCENE)


def write(grammar: Grammar[Customer], row: Customer, **named: object) -> Customer:
    return settled(state(grammar, row, named, SCENE), SCENE, ALL)


def test_a_dialect_reads_what_it_wrote_and_the_others_their_own_notation() -> None:
    row = write(LOWER, START, mail="Bob@X.com")
    assert read(LOWER, row, "mail") == "Bob@X.com"
    assert row.said == {"lower": {"mail": ("Bob@X.com", "bob@x.com")}}
    assert read(PLAIN, row, "mail") == "Bob@X.com"


def test_an_echo_in_the_dialects_own_notation_changes_nothing() -> None:
    row = write(PLAIN, START, mail="Bob@X.com")
    assert read(LOWER, row, "mail") == "bob@x.com"
    assert write(LOWER, row, mail="bob@x.com") == row


def test_a_newer_fact_ends_the_spelling_of_another_dialect() -> None:
    row = write(PLAIN, write(LOWER, START, mail="Bob@X.com"), mail="new@x.com")
    assert read(LOWER, row, "mail") == "new@x.com"
    assert row.said == {}


def test_the_same_fact_in_other_words_keeps_the_spelling_of_another_dialect() -> None:
    row = write(PLAIN, write(LOWER, START, mail="Bob@X.com"), mail="BOB@x.com")
    assert read(LOWER, row, "mail") == "Bob@X.com"
    assert read(PLAIN, row, "mail") == "BOB@x.com"


def test_the_echo_of_a_fallback_pins_it_and_the_fact_stays_empty() -> None:
    row = write(PLAIN, START, company="Acme")
    assert read(PLAIN, row, "name") == "Acme"
    pinned = write(PLAIN, row, name="Acme")
    assert same_facts(pinned, row)
    assert pinned.full_name is None
    renamed = write(PLAIN, pinned, company="Other")
    assert read(PLAIN, renamed, "name") == "Acme"


def test_absent_is_not_null() -> None:
    row = write(PLAIN, START, company="Acme", name="Zoe")
    assert write(PLAIN, row, company=None).full_name == "Zoe"
    assert write(PLAIN, row, company=None).company is None


def test_only_statements_are_judged() -> None:
    row = write(PLAIN, START, company="Acme")
    assert problems_of(PLAIN, row, {"mail": "", "name": "Acme"}, SCENE, new=False) == {}
    assert problems_of(PLAIN, row, {"mail": ""}, SCENE, new=True) == {"mail": Problem.BLANK}
    named = write(PLAIN, row, name="Zoe")
    assert problems_of(PLAIN, named, {"name": ""}, SCENE, new=False) == {"name": Problem.BLANK}


def test_a_region_is_found_in_the_country_of_the_same_write_whatever_the_order() -> None:
    row = state(WHERE, EMPTY, {"region": "Sampa", "country": "Brasil"}, SCENE, new=True)
    assert (row.country_code, row.region_id) == ("BR", "BR-SP")
    assert WHERE.show_all(row, SCENE)["region"] == "Sampa"


def test_a_region_that_is_only_echoed_is_stated_again_with_a_new_country() -> None:
    row = state(WHERE, EMPTY, {"region": "Oregon"}, SCENE, new=True)
    assert row.region_id is None
    assert state(WHERE, row, {"region": "Oregon", "country": "US"}, SCENE).region_id == "US-OR"


def test_a_country_alone_leaves_the_region_as_it_is() -> None:
    row = state(WHERE, EMPTY, {"region": "Sampa", "country": "BR"}, SCENE, new=True)
    assert state(WHERE, row, {"country": "US"}, SCENE).region_id == "BR-SP"


def _short_code(row: Address, scene: Scene) -> object:
    known = scene.places.regions.get(row.region_id or "")
    return known.code if known else row.region


def test_the_spelling_of_a_region_falls_with_it_though_another_place_is_shown_alike() -> None:
    short = Grammar("short", (Lens("state", ("region",), _short_code, _put_region, turn=Turn.REGION),))
    every = {"where": WHERE, "short": short}
    row = state(WHERE, EMPTY, {"region": "US-OR", "country": "US"}, SCENE, new=True)
    row = settled(state(short, row, {"state": "Oregon"}, SCENE), SCENE, every)
    assert row.said == {"short": {"state": ("Oregon", "OR", "US-OR")}}
    again = settled(state(WHERE, row, {"region": "or"}, SCENE), SCENE, every)
    assert short.show_all(again, SCENE) == {"state": "Oregon"}, "the same region in other words"
    unknown = settled(state(WHERE, row, {"region": "OR", "country": "BR"}, SCENE), SCENE, every)
    assert (unknown.region, unknown.region_id) == ("OR", None)
    assert short.show_all(unknown, SCENE) == {"state": "OR"}
    assert Sheet(short, ("uuid", "state"), {"uuid": "uuid"}).filled(unknown, SCENE) == {"uuid": "u", "state": "OR"}
    assert unknown.said == {}


def test_other_words_for_a_region_that_is_known_by_now_are_a_statement() -> None:
    row = state(WHERE, EMPTY, {"region": "US-OR"}, SCENE)
    row = replace(state(WHERE, row, {"country": "US"}, SCENE), region="US-OR", region_id=None)
    assert state(WHERE, row, {"region": "US-OR"}, SCENE) == row, "an echo changes nothing"
    assert state(WHERE, row, {"region": "or"}, SCENE).region_id == "US-OR"


def test_a_move_clears_what_the_dialect_cannot_say_about_the_old_place() -> None:
    there = replace(EMPTY, street="Old 1", city="Old", neighbourhood="Morumbi", latitude=1.0, longitude=2.0)
    moved = state(WHERE, there, {"street": "New 1", "city": "New"}, SCENE)
    assert (moved.neighbourhood, moved.latitude, moved.longitude) == (None, None, None)
    corrected = state(WHERE, there, {"street": "Old 2"}, SCENE)
    assert (corrected.neighbourhood, corrected.latitude) == ("Morumbi", 1.0)


def test_spellings_of_a_dialect_that_is_not_served_are_kept() -> None:
    row = replace(START, said={"gone": {"x": ("A", "a")}})
    assert settled(row, SCENE, ALL) == row


mails = st.sampled_from(["a@x", "A@x", "b@x", "B@X", ""])


@given(st.lists(st.tuples(st.sampled_from([PLAIN, LOWER]), mails), max_size=8))
def test_any_history_reads_back_its_last_write_and_leaves_only_holding_guards(
    writes: list[tuple[Grammar[Customer], str]],
) -> None:
    row = START
    for grammar, mail in writes:
        row = write(grammar, row, mail=mail)
        assert read(grammar, row, "mail") == mail
        for dialect, spellings in row.said.items():
            for field, (_written, guard) in spellings.items():
                assert ALL[dialect].lenses[field].show(row, SCENE) == guard
        for other in (PLAIN, LOWER):
            sheet = Sheet(other, ("id", *other.lenses), {"id": "id"})
            assert sheet.filled(row, SCENE) == {"id": 1, **other.show_all(row, SCENE)}
