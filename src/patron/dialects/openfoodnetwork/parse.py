"""Who is asking Open Food Network, and for what: keys, sessions, paths, queries (openfoodnetwork.md 2, 5, 10)."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from patron.dialects.openfoodnetwork import ransack
from patron.dialects.openfoodnetwork.parameters import Parameters, Value, printed, query_parameters
from patron.dialects.openfoodnetwork.refusals import BelowOne, UnknownFields
from patron.domain.conditions import EnterpriseListing, Search
from patron.operations.enterprises import Asked, Listed
from patron.operations.staff_keys import Member
from patron.wire.refusals import Malformed, NoSuchRoute
from patron.wire.request import Wire

COOKIE: Final = "_ofn_session_id"
DEFAULT_SIZE: Final = 50
LARGEST_SIZE: Final = 200
LARGEST_NUMBER: Final = 2**63 - 1
EXTRA_FIELDS: Final = ("balance",)
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})
_LEADING_INTEGER = re.compile(r"\s*([+-]?)(\d[\d_]*)", re.ASCII)
_COLLECTION = re.compile(r"customers\.\w+")
LONGEST_NUMBER: Final = 40


class Visitor(Struct, frozen=True):
    """Who asks. `decided`: a key or session said so, or hid what the body may say."""

    member: Member | None
    decided: bool
    by_session: bool = False
    """It was a session, and no key."""


class Shown(Struct, frozen=True):
    """What the renderer must know of the request: its query, for links, and whether balances are wanted."""

    query: Parameters
    page: int = 1
    size: int = DEFAULT_SIZE
    balance: bool = False


# -- who ------------------------------------------------------------------------------------------------------------


def session(wire: Wire) -> str | None:
    """The staff session's cookie; None for a write that another site's page sends: the platform has no other guard."""
    value = wire.request.cookies.get(COOKIE)
    origin = wire.header("origin")
    foreign = origin is not None and origin.lower() != wire.base_url.lower()
    return None if not value or (foreign and wire.method not in SAFE_METHODS) else value


def query_of(wire: Wire) -> Parameters:
    """The parameters of the query. Raises Malformed."""
    return query_parameters(wire.query) if wire.query else {}


def key_of(parameters: Parameters) -> str | None:
    """The key among parameters: as sent, or as the platform prints it where it is no text; None where it is blank.

    False is blank.
    """
    said = parameters.get("token")
    if isinstance(said, (list, dict)):
        return inspected(said) if said else None
    text = "" if said is None or said is False else printed(said)
    return text if text.strip() else None


def inspected(value: Value) -> str:
    """A value as the platform prints what is no text: `["x"]`."""
    if isinstance(value, list):
        return f"[{', '.join(inspected(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{inspected(key)}=>{inspected(one)}' for key, one in value.items())}}}"
    return "nil" if value is None else f'"{value}"' if isinstance(value, str) else printed(value)


# -- paths ----------------------------------------------------------------------------------------------------------


def is_collection(wire: Wire) -> bool:
    """False where the path only looks like `/customers.json`; a suffix changes nothing (openfoodnetwork.md 1)."""
    name = wire.params.get("collection")
    return name is None or _COLLECTION.fullmatch(name) is not None


def customer_id(wire: Wire) -> int:
    """The id in the path as the platform casts it; 0, which nobody has, for a text. Raises NoSuchRoute."""
    text = wire.params["id"]
    if text == "new":
        raise NoSuchRoute
    return max(0, leading_integer(text) or 0)


def leading_integer(text: str) -> int | None:
    """The integer that a text begins with: `12abc` is 12; None where it begins with none."""
    found = _LEADING_INTEGER.match(text)
    if found is None:
        return None
    digits = found[2].replace("_", "")[:LONGEST_NUMBER]
    return -int(digits) if found[1] == "-" else int(digits)


# -- queries --------------------------------------------------------------------------------------------------------


def one(wire: Wire, _who: Visitor) -> Asked:
    """Which customer, and what is to be included. Raises NoSuchRoute, Malformed."""
    number, said = customer_id(wire), query_of(wire).get("include")
    try:
        wanted = _included(said)
    except Malformed as refusal:
        return Asked(number, wrong=refusal)
    return Asked(number, enterprise=bool(wanted), siblings="enterprise.customers" in wanted)


def _included(said: Value) -> list[str]:
    """The names that are to be included. Raises Malformed."""
    names = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    wanted = [name for name in names if isinstance(name, str) and name]
    strange = isinstance(said, dict) or not all(isinstance(name, str) for name in names)
    if strange or not set(wanted) <= {"enterprise", "enterprise.customers"}:
        raise Malformed("include")
    return wanted


def listing(wire: Wire, _who: Visitor) -> Listed:
    """What is to be listed. The checks are in the platform's order. Raises UnknownFields, BelowOne, Malformed."""
    query = query_of(wire)
    balance = _wants_balance(query.get("extra_fields"))
    search = _search(query.get("q"))
    page = _counted(query.get("page"), "page", 1)
    size = min(_counted(query.get("per_page"), "limit", DEFAULT_SIZE), LARGEST_SIZE)
    wire.asked = Shown(query, page, size, balance)
    asked = EnterpriseListing(stores=(), search=search, page=page, size=size)
    return Listed(asked, _enterprises(wire, query), balance)


def _search(said: Value) -> Search:
    try:
        return ransack.search(said)
    except Malformed:  # of one parameter: the query as a whole was readable
        raise Malformed("q") from None


def searches(asked: Listed) -> bool:
    """True when the listing may look at many rows: it then must not hold up the event loop."""
    return asked.listing.searching


def includes(asked: Asked) -> bool:
    """True when all customers of an enterprise are wanted."""
    return asked.enterprise or asked.siblings


def _wants_balance(said: Value) -> bool:
    if said is None:
        return False
    fields = said.get("customer") if isinstance(said, dict) else said
    if not isinstance(said, dict) or not (fields is None or isinstance(fields, str)):
        raise Malformed("extra_fields")
    names = (fields or "").rstrip(",").split(",") if (fields or "").strip(",") else []
    unknown = tuple(name for name in names if name not in EXTRA_FIELDS)
    if unknown:
        raise UnknownFields("extra_fields", unknown)
    return "balance" in names


def _counted(said: Value, part: str, default: int) -> int:
    if said is None:
        return default
    if not isinstance(said, str):
        raise Malformed(part)
    number = leading_integer(said) or 0
    if number < 1:
        raise BelowOne(part, number)
    if number > LARGEST_NUMBER:
        raise Malformed(part)
    return number


def _enterprises(wire: Wire, query: Parameters) -> tuple[int, ...] | None:
    """The numbers of enterprises that are asked for, of the path before the query; None where none are named."""
    said: Value = wire.params.get("enterprise_id", query.get("enterprise_id"))
    if said is None:
        return None
    several = said if isinstance(said, list) else [said]
    numbers = (leading_integer(text) for text in several if isinstance(text, str))
    return tuple(number for number in numbers if number is not None)
