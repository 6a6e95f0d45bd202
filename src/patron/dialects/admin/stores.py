"""The pages of stores, and of the tokens of their apps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from msgspec import Struct

from patron.dialects.admin import parse, render
from patron.dialects.admin.choosing import Subject, choice
from patron.dialects.admin.fields import (
    NO_PROBLEMS,
    Choice,
    Field,
    Fill,
    Problems,
    label_in,
    problems_of,
    shown_in,
    split,
)
from patron.dialects.admin.parse import Form
from patron.domain.access import SCOPES, Shop
from patron.domain.refusals import Invalid, Taken
from patron.operations import stores
from patron.operations.merging import Merge, merged
from patron.operations.office import Visit
from patron.operations.ports import Desk, Writing
from patron.operations.stores import NewToken, StoreFacts, StorePage, TokenWish, admin_only
from patron.wire.dialect import Route, acts, reads, secretive, writes
from patron.wire.reply import Reply
from patron.wire.request import Wire

UNREADABLE: Final = -1
LONGEST_DECIMAL: Final = 30
"""Characters: a number with seventeen digits, down to a billionth, so that what is shown can be sent back."""
SELLS: Final = {"own": "Its own products", "any": "Products of anybody", "none": "Nothing"}
SCOPE_LABELS: Final = {"read_customers": "Read customers", "write_customers": "Read and write customers"}
DONE: Final = {
    "added": "The store is there. Its apps need a token.",
    "saved": "The change is stored. Every process knows it in a second.",
    "revoked": "The token is revoked. It works nowhere a second from now.",
}
WORDS: Final = {
    "currency invalid": "Please write the three letters of a currency, like BRL.",
    "country invalid": "Please write the two letters of a country, like BR.",
    "language invalid": "Please write a language like pt, or pt-BR.",
    "tiendanube_id invalid": "Please write a whole number above 0.",
    "enterprise_id invalid": "Please write a whole number above 0.",
    "bucket_size invalid": "Please write a whole number from 1 to 100000.",
    "leak_per_second invalid": "Please write a number above 0.",
    "evershop_host invalid": "Please write small letters, digits, dots and dashes.",
    "aimeos_site invalid": "Please write letters, digits, dots, dashes and underscores.",
    "default_group_id invalid": "The store has no such group.",
    "scopes blank": "Please choose what the token may do.",
}
_NAME: Final = Field("name", "Name", needed=True)
_CURRENCY: Final = Field("currency", "Currency", hint="ISO 4217, like BRL", needed=True)
_COUNTRY: Final = Field("country", "Country", hint="ISO 3166-1, like BR")
_LANGUAGE: Final = Field("language", "Language", hint="Of mail, like pt or pt-BR")
_SELLS: Final = Field(
    "sells",
    "Sells",
    "choice",
    "Open Food Network: managers of stores that sell nothing see less",
    tuple(Choice(value, label) for value, label in SELLS.items()),
)
_BASICS: Final = (_NAME, _CURRENCY, _COUNTRY, _LANGUAGE, _SELLS)
_NAMES: Final = (
    Field("tiendanube_id", "Tiendanube store id", "number", "In its paths: /v1/{id}/customers"),
    Field("enterprise_id", "Open Food Network enterprise id", "number"),
    Field("aimeos_site", "Aimeos site code"),
    Field("evershop_host", "EverShop host"),
)
_LIMITS: Final = (
    Field("bucket_size", "Calls at once", "number", "Tiendanube: how many fit into the bucket of an app"),
    Field("leak_per_second", "Calls each second", hint="Tiendanube: how many leak out of the bucket"),
)


class Unstored(Struct, frozen=True):
    """What was typed and cannot be stored, why, and the store; None for one that is to be added."""

    said: Form
    problems: Problems
    page: StorePage | None


class Told(Struct, frozen=True):
    """A form about a store: as typed, and as it was when it was made."""

    store_id: int
    said: Form
    was: Form = {}


class Clashing(Struct, frozen=True):
    """What was typed clashes with what somebody else wrote meanwhile."""

    merge: Merge
    page: StorePage


class WishedToken(Struct, frozen=True):
    """A form for a token: as typed, and as read."""

    said: Form
    wish: TokenWish


def rooms() -> tuple[Route, ...]:
    """The rows of the table."""
    one = "/stores/{store}"
    rows = (
        reads("GET", "/stores", admin_only, parse.nothing, stores.all_stores, _table),
        acts("GET", "/stores/new", admin_only, parse.nothing, _nothing, _blank),
        acts("POST", "/stores/new", admin_only, _told, _add, _added),
        reads("GET", one, admin_only, _store_id, stores.store_page, _page),
        acts("POST", one, admin_only, _told, _change, _changed),
        acts("POST", f"{one}/tokens", admin_only, _wished, _add_token, _token),
        writes("POST", f"{one}/tokens/{{token}}/revoke", admin_only, _revoked_token, stores.revoke_token, _revoked),
    )
    return tuple(secretive(row) for row in rows)


# -- reading ----------------------------------------------------------------------------------------------------------


def _store_id(wire: Wire, _visit: Visit) -> int:
    return parse.number(wire.params.get("store", ""))


def _told(wire: Wire, visit: Visit) -> Told:
    said, was = split(parse.form(wire, visit))
    return Told(_store_id(wire, visit), said, was)


def _facts(said: Form) -> StoreFacts:
    return StoreFacts(
        name=said.get("name", ""),
        currency=said.get("currency", "").upper(),
        country=said.get("country", "").upper(),
        language=said.get("language", ""),
        sells=said.get("sells", ""),
        default_group_id=_whole(said, "default_group_id", 1),
        tiendanube_id=_whole(said, "tiendanube_id", 0),
        enterprise_id=_whole(said, "enterprise_id", 0),
        aimeos_site=said.get("aimeos_site", ""),
        evershop_host=said.get("evershop_host", "").lower(),
        bucket_size=_whole(said, "bucket_size", stores.BUCKET),
        leak_per_second=_decimal(said, "leak_per_second", stores.LEAK),
    )


def _whole(said: Form, name: str, otherwise: int) -> int:
    text = said.get(name, "")
    return (parse.number(text) or UNREADABLE) if text else otherwise


def _decimal(said: Form, name: str, otherwise: float) -> float:
    text = said.get(name, "").replace(",", ".")
    if not text:
        return otherwise
    plain = text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= LONGEST_DECIMAL
    return float(text) if plain else UNREADABLE


def _wished(wire: Wire, visit: Visit) -> WishedToken:
    said = {name: text.strip() for name, text in parse.form(wire, visit).items()}
    scopes = {"read_customers": SCOPES[:1], "write_customers": SCOPES}.get(said.get("scopes", ""), ())
    return WishedToken(said, TokenWish(_store_id(wire, visit), said.get("name", ""), frozenset(scopes)))


def _revoked_token(wire: Wire, visit: Visit) -> tuple[int, int]:
    parse.form(wire, visit)
    return _store_id(wire, visit), parse.number(wire.params["token"])


# -- doing ------------------------------------------------------------------------------------------------------------


async def _nothing(_desk: Desk, _visit: Visit, _command: None) -> None:
    """Nothing: the form is empty."""


async def _add(desk: Desk, _visit: Visit, told: Told) -> int | Unstored:
    try:
        return await desk.store.write(lambda unit: stores.add_store(unit, _facts(told.said)))
    except (Invalid, Taken) as refusal:
        return Unstored(told.said, problems_of(refusal), None)


async def _change(desk: Desk, visit: Visit, told: Told) -> int | Unstored | Clashing:
    async def work(unit: Writing) -> int | Clashing:
        page = await stores.locked_page(unit, visit, told.store_id)
        merge = merged(told.was, told.said, _texts(page.shop))
        if merge.clashes:
            return Clashing(merge, page)
        await stores.change_store(unit, told.store_id, _facts(merge.said))
        return told.store_id

    try:
        return await desk.store.write(work)
    except (Invalid, Taken) as refusal:
        page = await desk.store.read(lambda unit: stores.store_page(unit, visit, told.store_id))
        said = merged(told.was, told.said, _texts(page.shop)).said
        return Unstored(said, problems_of(refusal), page)


async def _add_token(desk: Desk, visit: Visit, wished: WishedToken) -> NewToken | Unstored:
    wish = wished.wish
    try:
        return await desk.store.write(lambda unit: stores.add_token(unit, visit, wish))
    except Invalid as refusal:
        page = await desk.store.read(lambda unit: stores.store_page(unit, visit, wish.store_id))
        return Unstored(wished.said, refusal.problems, page)


# -- showing ----------------------------------------------------------------------------------------------------------


def _table(found: Sequence[Shop], wire: Wire, visit: Visit) -> Reply:
    return render.page("stores.html", wire, visit, stores=found, sells=SELLS)


def _blank(_nothing: None, wire: Wire, visit: Visit) -> Reply:
    return _new_page({"sells": "own"}, NO_PROBLEMS, wire, visit)


def _new_page(said: Form, problems: Problems, wire: Wire, visit: Visit) -> Reply:
    fill = Fill(said, problems, WORDS)
    facts = [fill(field) for field in _BASICS]
    names = [fill(field) for field in _NAMES]
    code = 422 if problems else 200
    return render.page("store_new.html", wire, visit, code=code, facts=facts, names=names, faults=fill.faults)


def _added(result: int | Unstored, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Unstored):
        return _new_page(result.said, result.problems, wire, visit)
    return render.elsewhere(f"/admin/stores/{result}?done=added")


def _page(page: StorePage, wire: Wire, visit: Visit) -> Reply:
    return _one(page, _stored(page), Fill({"scopes": "read_customers"}, NO_PROBLEMS), wire, visit)


def _stored(page: StorePage) -> Fill:
    return Fill(texts := _texts(page.shop), NO_PROBLEMS, was=texts)


def _changed(result: int | Unstored | Clashing, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Clashing):
        return _choice(result, wire, visit)
    if isinstance(result, Unstored) and result.page:
        fill = Fill(result.said, result.problems, WORDS, _texts(result.page.shop))
        return _one(result.page, fill, Fill({"scopes": "read_customers"}, NO_PROBLEMS), wire, visit)
    return render.elsewhere(f"/admin/stores/{result}?done=saved")


def _choice(result: Clashing, wire: Wire, visit: Visit) -> Reply:
    shop = result.page.shop
    here = f"/admin/stores/{shop.store_id}"
    fields = (*_BASICS, _default_group(result.page), *_NAMES, *_LIMITS)
    words = (partial(label_in, fields), partial(shown_in, fields))
    return choice(result.merge, _texts(shop), Subject(shop.name, here, here), words, wire, visit)


def _token(result: NewToken | Unstored, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, NewToken):
        return render.page(
            "shown_once.html",
            wire,
            visit,
            title="A new token",
            what=f"The token of {result.grant.name} for {result.shop.name}",
            secrets=(result.token,),
            back=f"/admin/stores/{result.shop.store_id}",
            back_label=f"To {result.shop.name}",
        )
    if result.page is None:
        return render.elsewhere("/admin/stores")
    return _one(result.page, _stored(result.page), Fill(result.said, result.problems, WORDS), wire, visit)


def _revoked(store_id: int, _wire: Wire, _visit: Visit) -> Reply:
    return render.elsewhere(f"/admin/stores/{store_id}?done=revoked")


def _default_group(page: StorePage) -> Field:
    groups = tuple(Choice(str(group.id), group.label or group.code) for group in page.groups)
    return Field("default_group_id", "Default group", "choice", "Of customers who are in none", groups)


def _one(page: StorePage, fill: Fill, fill_token: Fill, wire: Wire, visit: Visit) -> Reply:
    token = (
        Field("name", "For which app", needed=True),
        Field("scopes", "May", "choice", choices=tuple(Choice(*one) for one in SCOPE_LABELS.items())),
    )
    return render.page(
        "store.html",
        wire,
        visit,
        code=422 if fill.faults or fill_token.faults else 200,
        store=page.shop,
        facts=[fill(field) for field in (*_BASICS, _default_group(page))],
        names=[fill(field) for field in _NAMES],
        limits=[fill(field) for field in _LIMITS],
        faults=fill.faults,
        tokens=[(grant, SCOPE_LABELS[SCOPES[1] if SCOPES[1] in grant.scopes else SCOPES[0]]) for grant in page.tokens],
        token_fields=[fill_token(field) for field in token],
        done=DONE.get(parse.query(wire).get("done", ""), ""),
    )


def _texts(shop: Shop) -> dict[str, str]:
    """What is stored, as the fields show it."""
    size, leak = stores.bucket_of(shop)
    return {
        "name": shop.name,
        "currency": shop.currency,
        "country": shop.country or "",
        "language": shop.language or "",
        "sells": shop.sells,
        "default_group_id": str(shop.default_group_id),
        "tiendanube_id": str(shop.tiendanube_id),
        "enterprise_id": str(shop.enterprise_id),
        "aimeos_site": shop.aimeos_site,
        "evershop_host": shop.evershop_host,
        "bucket_size": str(size),
        "leak_per_second": format(Decimal(repr(leak)).normalize(), "f"),
    }
