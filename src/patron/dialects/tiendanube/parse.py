"""Everything that reads Tiendanube's wire: who is asking, queries, bodies (tiendanube.md 2 to 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil
from typing import cast
from urllib.parse import parse_qsl
from uuid import uuid4

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from patron.dialects.tiendanube.lens import BILLING, CUSTOMER, LISTED, SPEECH
from patron.domain.access import Caller, Shop
from patron.domain.customer import Address, Customer, Purchases
from patron.domain.lens import Scene, state
from patron.domain.listing import Listing, Window
from patron.domain.nesting import is_deeper
from patron.domain.places import Places
from patron.domain.refusals import Invalid, NotSignedIn, Problem
from patron.operations.addresses import with_billing
from patron.operations.customers import Wanted
from patron.operations.speech import Entry
from patron.wire.refusals import Malformed, NoSuchRoute, UnsupportedMedia
from patron.wire.request import Wire

DEFAULT_SIZE = 30
LARGEST_SIZE = 200
LARGEST_NUMBER = 2**63 - 1
MOST_PARAMETERS = 200
MOST_ADDRESSES = 1_000
DEEPEST = 32
LONGEST_INSTANT = 64
FILTERS = (
    "q",
    "since_id",
    "created_at_min",
    "created_at_max",
    "updated_at_min",
    "updated_at_max",
)
REQUIRED = ("name", "email")
# What a client may send back as it read it, without effect (tiendanube.md 7); unknown names are ignored likewise.
TRUE = (True, 1, "1", "true")
FALSE = (False, 0, "0", "false", "", None)
_PLUS_BECAME_BLANK = re.compile(r"^(.*\d\d:\d\d.*) (\d\d:?\d\d)$")
_OBJECT = msgspec.json.Decoder(dict[str, object])


class Asked(Struct, frozen=True):
    """How the answer is wanted: which fields, and what the links to other pages repeat."""

    fields: Mapping[str, None] | None = None
    """In the order in which they were asked for."""
    filters: tuple[tuple[str, str], ...] = ()


# -- who ------------------------------------------------------------------------------------------------------------


def greet(wire: Wire) -> None:
    """Nothing. Raises Malformed without a User-Agent; its form is never judged (tiendanube.md 3)."""
    if not (wire.header("user-agent") or "").strip():
        raise Malformed("user-agent")


def token(wire: Wire) -> str:
    """The token of `Authentication: bearer …` or `Authorization: Bearer …`. Raises NotSignedIn."""
    said = wire.header("authentication") or wire.header("authorization") or ""
    scheme, _, value = said.strip().partition(" ")
    if scheme.lower() != "bearer" or not value.strip():
        raise NotSignedIn
    return value.strip()


def store_number(wire: Wire) -> int:
    """The store in the path. Raises NoSuchRoute unless it is a number."""
    return _number_in_path(wire, "store_id")


def _number_in_path(wire: Wire, name: str) -> int:
    text = wire.params[name]
    if not (text.isascii() and text.isdigit()):
        raise NoSuchRoute
    return min(int(text.lstrip("0")[:20] or "0"), LARGEST_NUMBER)


# -- queries --------------------------------------------------------------------------------------------------------


def customer_id(wire: Wire, _caller: Caller) -> int:
    """The id in the path; `fields` of the query is noted for the renderer."""
    number = _number_in_path(wire, "id")
    if wire.query:
        wire.asked = Asked(_fields(_query(wire)))
    return number


class Question(Struct, frozen=True):
    """What to list, and whether whole customers are wanted."""

    listing: Listing
    whole: bool


def question(wire: Wire, caller: Caller) -> Question:
    """What is asked of the list. Raises Invalid, Malformed."""
    asked_for = listing(wire, caller)
    return Question(asked_for, whole=wire.asked.fields is None)


def listing(wire: Wire, _caller: Caller) -> Listing:
    """What to list (tiendanube.md 5). Raises Invalid for a value that cannot be read, Malformed for a hostile query."""
    pairs = _query(wire) if wire.query else []
    last = dict(pairs)
    fields = _fields(pairs)
    filters = [(name, last[name]) for name in dict.fromkeys(name for name, _ in pairs) if name in FILTERS]
    if fields is not None:
        filters.append(("fields", ",".join(fields)))
    wire.asked = Asked(fields, tuple(filters))
    problems: dict[str, tuple[Problem, ...]] = {}
    asked = Listing(
        page=max(1, _integer(last, "page", 1, problems)),
        size=min(max(1, _integer(last, "per_page", DEFAULT_SIZE, problems)), LARGEST_SIZE),
        after_id=_integer(last, "since_id", 0, problems) if last.get("since_id") else None,
        text=last.get("q") or None,
        created=_window(last, "created_at", problems),
        updated=_window(last, "updated_at", problems),
    )
    if problems:
        raise Invalid(problems)
    return asked


def _query(wire: Wire) -> list[tuple[str, str]]:
    try:
        return parse_qsl(wire.query, keep_blank_values=True, errors="replace", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Malformed("query") from None


def _fields(pairs: Iterable[tuple[str, str]]) -> dict[str, None] | None:
    # The 2013 Python client, given a list, repeats the parameter.
    asked = [value for name, value in pairs if name in ("fields", "fields[]")]
    names = dict.fromkeys(name.strip() for value in asked for name in value.split(","))
    names.pop("", None)
    return names or None


def _integer(last: Mapping[str, str], name: str, default: int, problems: dict[str, tuple[Problem, ...]]) -> int:
    text = last.get(name, "").strip()
    if not text:
        return default
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        problems[name] = (Problem.INVALID,)
        return default
    number = min(int(digits.lstrip("0")[:20] or "0"), LARGEST_NUMBER)
    return -number if text.startswith("-") else number


def _window(last: Mapping[str, str], name: str, problems: dict[str, tuple[Problem, ...]]) -> Window:
    # The wire shows whole seconds, so a moment is compared by its floored second; both ends belong to the window.
    start = _instant(last, f"{name}_min", problems)
    end = _instant(last, f"{name}_max", problems)
    return Window(
        None if start is None else ceil(start) * 1000,
        None if end is None else (int(end // 1) + 1) * 1000,
    )


def _instant(last: Mapping[str, str], name: str, problems: dict[str, tuple[Problem, ...]]) -> float | None:
    text = last.get(name, "").strip()
    if not text:
        return None
    if len(text) > LONGEST_INSTANT:  # before the expression, which is slow on a long one
        problems[name] = (Problem.INVALID,)
        return None
    text = _PLUS_BECAME_BLANK.sub(r"\1+\2", text)
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        problems[name] = (Problem.INVALID,)
        return None


# -- bodies ---------------------------------------------------------------------------------------------------------


def nothing(_wire: Wire, _caller: Caller) -> None:
    """None: the route reads no more than its path."""


def new_customer(wire: Wire, _caller: Caller) -> Wanted:
    """The customer to be created; a required field that was not sent counts as null."""
    body = _object(wire)
    return wanted({**dict.fromkeys(REQUIRED), **body}, customer_id=0)


def changed_customer(wire: Wire, _caller: Caller) -> Wanted:
    """What is to be changed of the customer in the path."""
    number = _number_in_path(wire, "id")
    return wanted(_object(wire), customer_id=number)


def _object(wire: Wire) -> dict[str, object]:
    media, _, _ = (wire.header("content-type") or "").partition(";")
    if media.strip().lower() != "application/json":
        raise UnsupportedMedia
    try:
        return _OBJECT.decode(wire.body) if wire.body else {}
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):  # not JSON, no object, too deep
        raise Malformed("body") from None


def wanted(body: Mapping[str, object], *, customer_id: int) -> Wanted:
    """What a body says of a customer, behind the door: texts are texts, the rest is listed as unreadable."""
    unreadable: list[str] = []
    named = _texts(body, CUSTOMER.lenses.keys() - {"extra"}, unreadable)
    if "extra" in body:
        _put_extra(named, body["extra"], unreadable)
    password = body.get("password")
    if not (password is None or _is_text(password)):
        unreadable.append("password")
    invite = body.get("send_email_invite")
    if not _is_switch(invite):
        unreadable.append("send_email_invite")
    return Wanted(
        SPEECH,
        named,
        billing=_texts(body, BILLING.lenses.keys(), unreadable),
        entries=_entries(body.get("addresses"), unreadable),
        unreadable=tuple(unreadable),
        password=password if isinstance(password, str) and password else None,
        invite=invite in TRUE,
        customer_id=customer_id,
    )


def shown_customer(shown: Mapping[str, object], shop: Shop, places: Places) -> Customer:
    """The record behind a customer as Tiendanube shows it, ids and times kept. Raises Invalid.

    Worlds and migrations come in here: the same door and lenses as a request.
    """
    told = wanted(shown, customer_id=0)
    if told.unreadable:
        raise Invalid(dict.fromkeys(told.unreadable, (Problem.INVALID,)))
    created, updated = _shown_instant(shown, "created_at"), _shown_instant(shown, "updated_at")
    customer = Customer(
        store_id=shop.store_id,
        id=_shown_integer(shown, "id") or 0,
        uuid=str(uuid4()),
        email="",
        activated_at=created if shown.get("active") is True else None,
        accepts_marketing=shown.get("accepts_marketing") is True,
        accepts_marketing_at=_shown_instant(shown, "accepts_marketing_updated_at") or None,
        created_at=created,
        updated_at=updated,
        purchases=_shown_purchases(shown),
    )
    customer = state(CUSTOMER, customer, told.named, Scene(places, customer), new=True)
    rows = tuple(_shown_address(one, places) for one in cast("list[dict[str, object]]", shown.get("addresses") or []))
    customer = replace(customer, addresses=rows)
    return with_billing(customer, BILLING, told.billing, places, updated)


def _shown_address(shown: Mapping[str, object], places: Places) -> Address:
    row = Address(
        _shown_integer(shown, "id") or 0,
        str(uuid4()),
        is_billing=False,
        is_delivery=True,
        is_default=shown.get("default") is True,
        created_at=_shown_instant(shown, "created_at"),
        updated_at=_shown_instant(shown, "updated_at"),
    )
    return state(LISTED, row, _texts(shown, LISTED.lenses.keys(), []), Scene(places), new=True)


def _shown_purchases(shown: Mapping[str, object]) -> Purchases:
    last_order = _shown_integer(shown, "last_order_id")
    spent = Decimal(str(shown.get("total_spent") or "0"))
    return Purchases(
        orders=0 if last_order is None else 1,
        completed_orders=0 if last_order is None else 1,
        total_spent=int(spent * 100),
        last_order_id=last_order,
    )


def _shown_integer(shown: Mapping[str, object], name: str) -> int | None:
    value = shown.get(name)
    return value if isinstance(value, int) else None


def _shown_instant(shown: Mapping[str, object], name: str) -> int:
    """Milliseconds UTC; 0 where the text is missing. Raises Invalid."""
    problems: dict[str, tuple[Problem, ...]] = {}
    moment = _instant({name: str(shown.get(name) or "")}, name, problems)
    if problems:
        raise Invalid(problems)
    return int((moment or 0) * 1000)


def _texts(body: Mapping[str, object], fields: Iterable[str], unreadable: list[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields:
        if field not in body:
            continue
        value = body[field]
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # a number where digits are meant: phone, identification, house number
        if value is None or _is_text(value):
            found[field] = value
        else:
            unreadable.append(field)
    return found


def _is_text(value: object) -> bool:
    # NUL cannot be stored by every database; no name or address has one.
    return isinstance(value, str) and "\x00" not in value


def _is_switch(value: object) -> bool:
    return not isinstance(value, (float, dict, list)) and (value in TRUE or value in FALSE)


def _put_extra(named: dict[str, object], value: object, unreadable: list[str]) -> None:
    if value == []:
        value = {}  # an empty map, as PHP writes it
    if value is None or (isinstance(value, dict) and not is_deeper(cast("object", value), DEEPEST)):
        named["extra"] = value
    else:
        unreadable.append("extra")


def _entries(value: object, unreadable: list[str]) -> tuple[Entry, ...]:
    if value is None:
        return ()
    try:
        entries = msgspec.convert(value, list[dict[str, object]])
    except msgspec.ValidationError:
        entries = None
    if entries is None or len(entries) > MOST_ADDRESSES:
        unreadable.append("addresses")
        return ()
    return tuple(_entry(one, unreadable) for one in entries)


def _entry(body: Mapping[str, object], unreadable: list[str]) -> Entry:
    number = body.get("id")
    if isinstance(number, str) and number.isascii() and number.isdigit():
        number = int(number.lstrip("0")[:20] or "0")
    if number in (None, ""):
        number = 0  # n8n sends an empty text for a new address
    if isinstance(number, bool) or not isinstance(number, int):
        unreadable.append("addresses")
        number = 0
    default = body.get("default")
    if not _is_switch(default):
        unreadable.append("addresses")
    stated = None if default in (None, "") else default in TRUE
    return Entry(number, _texts(body, LISTED.lenses.keys(), unreadable), stated)
