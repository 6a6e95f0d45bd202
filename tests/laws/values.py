"""What is said in random steps: few values for each field, so that they collide, and whole bodies made of them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle, islice
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

Pool: TypeAlias = tuple[Any, ...]
Fields: TypeAlias = dict[str, Any]
NAMES: Final[Pool] = (
    "Ana  García Márquez", "Ana García Márquez", "Anna García Márquez", "Madonna", "Test User", "Acme", "test smith",
    "María Ruiz Pérez", "Ana García García Márquez", "<b>x</b> Test", "Zoe",
)  # fmt: skip
FIRSTS: Final[Pool] = ("Ana", "Ana García", "Madonna", "Test", "Zoe", "Anna", "", None)
LASTS: Final[Pool] = ("Márquez", "García Márquez", "User", "Smith", "Test", "", None)
EMAILS: Final[Pool] = (
    "ana@example.com", "Ana@Example.com", "bob@x.com", "BOB@X.com", "zoe@b.example", "ada@b.example", "no mail",
)  # fmt: skip
PHONES: Final[Pool] = ("555 1234", "5551234", "+55 11 99999", "", None)
TAGGED: Final = "<b>55</b>"
TAX: Final[Pool] = ("DE811", "de 811", "123.456", "", None)
LINES: Final[Pool] = (
    "Evergreen Terrace", "742", "Evergreen Terrace 742", "Evergreen Terrace 744", "742 Elm Street", "Elm Street", "744",
)  # fmt: skip
SECOND_LINES: Final[Pool] = ("Apt 4", "izq.", "Apt 4, izq.", "Apt 4, der.", "3, izq.", "3", "", None)
CITIES: Final[Pool] = ("Springfield", "São Paulo", "Portland")
CODES: Final[Pool] = ("97201", "01310-100", "3000")
COUNTRIES: Final[Pool] = ("US", "BR", "AU", "Brasil", "United States", "us", "Narnia", "XX")
REGIONS: Final[Pool] = (
    "US-OR", "OR", "Oregon", "oregon", "California", "US-CA", "SP", "sao paulo", "BR-SP", "Vic", "AU-VIC", "Moon",
)  # fmt: skip
OFN_PLACES: Final[Pool] = (
    ({"name": "United States", "code": "US"}, {"name": "Oregon", "code": "OR"}),
    ({"name": None, "code": "US"}, {"name": "California", "code": None}),
    ({"name": "Brazil", "code": "BR"}, {"name": None, "code": "SP"}),
    ({"name": "Australia", "code": None}, {"name": "Victoria", "code": "Vic"}),
    ({"name": "Narnia", "code": "NN"}, {"name": "Moon", "code": "M"}),
)
OR_NOTHING: Final[Pool] = ("", None)

_EQUAL: Final = 12
"""So often each field stands in the list that one is drawn from: its pool, again and again."""
of: Final = st.sampled_from


def both(some: Fields, more: Fields) -> Fields:
    return {**some, **more}


def some(fields: Mapping[str, Pool], least: int = 1, most: int = 3) -> st.SearchStrategy[Fields]:
    """A few of the fields, each as likely as any other, with one of its values."""
    pairs = of([(field, value) for field, pool in fields.items() for value in islice(cycle(pool), _EQUAL)])
    return st.lists(pairs, min_size=least, max_size=most).map(dict)


# -- an address, in each dialect --------------------------------------------------------------------------------------

TN_ROW: Final[Mapping[str, Pool]] = {
    "name": (*NAMES, *OR_NOTHING),
    "phone": PHONES,
    "address": (*LINES, *OR_NOTHING),
    "number": ("742", "744", *OR_NOTHING),
    "floor": SECOND_LINES,
    "locality": ("Centro", "Sul", *OR_NOTHING),
    "zipcode": (*CODES, *OR_NOTHING),
    "city": (*CITIES, *OR_NOTHING),
    "province": (*REGIONS, *OR_NOTHING),
    "country": (*COUNTRIES, *OR_NOTHING),
}
AI_PLACE: Final[Mapping[str, Pool]] = {
    "address1": (*LINES, *OR_NOTHING),
    "address2": SECOND_LINES,
    "address3": ("izq.", "Apt 4", *OR_NOTHING),
    "postal": (*CODES, *OR_NOTHING),
    "city": (*CITIES, *OR_NOTHING),
    "state": ("OR", "Oregon", "SP", "VIC", "Moon", *OR_NOTHING),
    "countryid": ("US", "BR", "AU", "XX", *OR_NOTHING),
    "longitude": (12.5, -3.0, *OR_NOTHING),
    "latitude": (40.0, -3.0, *OR_NOTHING),
}
AI_ROW: Final[Mapping[str, Pool]] = {
    **AI_PLACE,
    "firstname": FIRSTS,
    "lastname": LASTS,
    "telephone": PHONES,
    "company": ("Acme", "<b>Nuts</b>", *OR_NOTHING),
    "title": ("Dr.", *OR_NOTHING),
    "position": (0, 1, 2),
}
ES_ROW: Final[Mapping[str, Pool]] = {
    "full_name": NAMES,
    "telephone": PHONES,
    "address_1": LINES,
    "address_2": SECOND_LINES,
    "postcode": CODES,
    "city": (*CITIES, *OR_NOTHING),
    "province": REGIONS,
    "country": COUNTRIES,
}
ES_WHOLE_ROW: Final = st.fixed_dictionaries(
    {field: of(ES_ROW[field]) for field in ("full_name", "address_1", "postcode", "province", "country")},
    optional={
        **{field: of(ES_ROW[field]) for field in ("telephone", "address_2", "city")},
        "is_default": of((True, True, False, None)),
    },
)


def _placed(place: tuple[Any, Any], rest: Fields) -> Fields:
    return {**rest, "country": place[0], "region": place[1]}


OFN_ROW: Final = st.builds(
    _placed,
    of(OFN_PLACES[:4] * 3 + OFN_PLACES),
    st.fixed_dictionaries(
        {
            "phone": of(PHONES[:3]),
            "first_name": of(FIRSTS[:6]),
            "last_name": of(LASTS[:5]),
            "street_address_1": of(LINES),
            "postal_code": of(CODES),
            "locality": of(CITIES),
        },
        optional={
            "street_address_2": of(SECOND_LINES),
            "latitude": of((40.0, -3.0, None)),
            "longitude": of((12.5, None)),
        },
    ),
)

# -- a customer, in each dialect --------------------------------------------------------------------------------------

TN_CUSTOMER: Final[Mapping[str, Pool]] = {
    "name": (*NAMES, "", "  "),
    "email": (*EMAILS, ""),
    "identification": (*TAX, TAGGED),
    "phone": (*PHONES, TAGGED),
    "note": ("a note", *OR_NOTHING),
    "extra": ({"a": 1}, {"b": {"c": None}}, {"a": None}, None),
}
TN_BILLING: Final = {f"billing_{field}": pool for field, pool in TN_ROW.items()}
AI_CUSTOMER: Final[Mapping[str, Pool]] = {
    "salutation": ("mr", "ms", *OR_NOTHING),
    "title": ("Dr.", *OR_NOTHING),
    "company": ("Acme", "<b>Nuts</b>", *OR_NOTHING),
    "vatid": TAX,
    "firstname": (*FIRSTS, "<b>x</b>"),
    "lastname": LASTS,
    "languageid": ("es", "de", None),
    "telephone": PHONES,
    "telefax": ("1", *OR_NOTHING),
    "website": ("www.example.com", ""),
    "birthday": ("1980-02-29", None),
    "email": EMAILS,
    "label": ("HQ", "test smith", "Test User", "Acme", "x Test", ""),
    "code": ("ana@example.com", "zoe", "bob", ""),
}
ES_CUSTOMER: Final[Mapping[str, Pool]] = {
    "full_name": (*NAMES, ""),
    "email": EMAILS,
    "status": (1, 1, 1, 1, 0),
}
OFN_CUSTOMER: Final[Mapping[str, Pool]] = {
    "email": EMAILS,
    "first_name": FIRSTS,
    "last_name": LASTS,
    "code": ("C1", "C2", "", None),
    "tags": (["big", "Old"], ["old"], []),
}
OFN_CHANGE: Final = st.builds(
    both,
    some(OFN_CUSTOMER, 0, 2),
    st.one_of(
        st.just({}),
        st.fixed_dictionaries({}, optional={"shipping_address": OFN_ROW}),
        st.fixed_dictionaries({}, optional={"billing_address": OFN_ROW}),
        of(({"shipping_address": None}, {"shipping_address": None}, {"billing_address": None})),
        of(({"shipping_address": None}, {"billing_address": None})),
        st.fixed_dictionaries({"shipping_address": OFN_ROW, "billing_address": OFN_ROW}),
    ),
)
