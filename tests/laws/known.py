"""Histories that broke a law once, or would with a fault that chance alone rarely meets: they are lived first."""

from __future__ import annotations

from typing import Any, Final

from tests.laws.names import AI, ES, OFN, TN
from tests.laws.steps import Step
from tests.laws.values import TAGGED

REST: Final = Step(TN, "rest")
_SHIPPED: Final[dict[str, Any]] = {
    "phone": "555 1234", "first_name": "Ana", "last_name": "Test", "street_address_1": "742", "postal_code": "97201",
    "locality": "Portland", "country": {"name": None, "code": "US"}, "region": {"name": None, "code": "OR"},
}  # fmt: skip


def _born(tongue: str = TN, **fields: Any) -> Step:
    needed = {TN: {"name": "Ana García", "email": "ana@example.com"}, ES: {"email": "ana@example.com"}}
    return Step(tongue, "create", fields={**needed.get(tongue, {"email": "ana@example.com"}), **fields})


def _change(tongue: str, **fields: Any) -> Step:
    return Step(tongue, "change", fields=fields)


def _row(tongue: str, number: int = 0, /, **fields: Any) -> Step:
    return Step(tongue, "change_row", row=number, fields=fields)


def _entry(related: str, **attributes: Any) -> Step:
    return Step(AI, "add_entry", fields={"related": related, "attributes": attributes})


_ROW: Final = {"full_name": "Ana", "address_1": "742", "postcode": "97201", "province": "US-OR", "country": "US"}
_HOUSE: Final = {"address": "Evergreen Terrace", "number": "742", "city": "Springfield", "country": "US"}
KNOWN: Final[tuple[list[Step], ...]] = (
    # a billing address of which nothing is left
    [_born(billing_city="Portland"), _row(ES, city=None)],
    [_born(billing_city="Portland"), _change(TN, billing_city=None)],
    # one that says nothing but empty texts is kept for whoever wrote them, and null for it is an echo
    [_born(billing_city="Portland"), _change(TN, billing_city=""), _change(OFN, billing_address=None)],
    # an account without any name, written back as it is shown
    [_born(AI), Step(AI, "echo"), Step(AI, "echo")],
    # an address without a name, written back by who shows the customer's there
    [_born(addresses=[{**_HOUSE, "province": "OR"}]), Step(OFN, "echo"), _row(TN, name="Madonna")],
    # a name that was written as it is shown, and that somebody who knows better then leaves empty
    [_born(OFN), _change(TN, billing_address="Elm Street"), _change(OFN, first_name="Madonna"),
     _row(ES, full_name="Madonna"), _change(TN, billing_name=""), _change(TN, name="Ana García Márquez")],
    # lines that are divided at the old place
    [_born(addresses=[_HOUSE]), _row(ES, address_1="Evergreen Terrace 744"), _row(ES, address_1="742 Elm Street")],
    [_born(), Step(AI, "add_row", fields={"address1": "Evergreen Terrace"}), _row(TN, number="742"),
     _row(AI, address1="Evergreen Terrace 744"), _row(AI, address1="Elm Street 744")],
    # a second and a third line, which others show in one
    [_born(), Step(AI, "add_row", fields={"address2": "Apt 4", "address3": "izq."}), _change(AI, address2="Apt 4",
     address3="izq."), _row(TN, floor="Apt 4, der."), _change(TN, billing_floor="3, izq.")],
    # what is said key by key
    [_born(), _change(TN, extra={"a": 1}), _change(TN, extra={"b": {"c": None}}), _change(TN, extra={"a": None})],
    [_born(), _change(TN, extra={"b": 1}), _change(TN, extra={"a": 1}), _change(TN, note="a note")],
    # what one dialect alone shows moves the time for all
    [_born(), _change(OFN, tags=["old"], last_name="García"), _change(OFN, code="C1"), _change(AI, title="Dr.")],
    [_born(), Step(AI, "add_row", fields={"company": "Acme"}), _row(AI, title="Dr."), _row(AI, title=None)],
    # one number of two names
    [_born(), _change(AI, vatid="DE811"), _change(TN, identification="123.456"), _change(AI, vatid="")],
    # tags, which Aimeos takes out
    [_born(), _change(TN, phone=TAGGED, identification=TAGGED), Step(AI, "echo"), _change(AI, telephone="555 1234")],
    # spellings that a newer fact overtakes
    [_born(addresses=[_HOUSE]), _row(TN, country="Brasil", province="sao paulo"), REST, _row(ES, country="US")],
    [_born(billing_country="BR"), _change(TN, billing_country="Brasil"), _change(AI, countryid="US")],
    # a short code that two countries have: what was said of the one is not said of the other
    [_born(), Step(ES, "add_row", fields=_ROW), _row(AI, state="Oregon"), _row(ES, province="OR", country="BR")],
    # a text that was no region when it was said, and looks like one
    [_born(billing_name="Ana"), _row(ES, province="US-OR"), _row(ES, country="US"), Step(ES, "echo"),
     _row(ES, province="OR")],
    # names: blanks stay while the words do, and a boundary stays while a side of it does
    [_born(ES, full_name="Ana  García Márquez"), _change(OFN, first_name="Ana García", last_name="Márquez")],
    [_born(name="Ana García Márquez"), _change(OFN, first_name="Ana García", last_name="Márquez"),
     _change(TN, name="Anna García Márquez"), _change(ES, full_name="María Ruiz Pérez")],
    # flags of the default that nobody set, and that somebody takes back
    [_born(), *(Step(ES, "add_row", fields={**_ROW, **flag}) for flag in ({}, {"is_default": False}, {})),
     _row(ES, 1, is_default=None), _row(ES, 2, is_default=True), _row(ES, 2, is_default=False)],
    [_born(), Step(ES, "add_row", fields=_ROW), _row(TN, name="Ana"), _change(OFN, shipping_address=None),
     _change(OFN, shipping_address=_SHIPPED)],
    [_born(), *(Step(ES, "add_row", fields=_ROW) for _ in "12"), _change(OFN, shipping_address=None),
     _change(OFN, shipping_address=_SHIPPED), _row(ES, 1, is_default=True)],
    [_born(billing_city="Portland"), Step(ES, "default_billing"), _row(ES, is_default=False),
     _row(TN, city="Springfield")],
    # an entry of a list with an id that is no delivery address of the customer's
    [_born(billing_city="Portland"), Step(TN, "add_row", fields={"city": "Springfield"})],
    # who moves to another store and back has the same ids and password, and no purchases
    [_born(), Step(ES, "set_password", fields={"password": "first-secret-1"}), Step(ES, "add_row", fields=_ROW),
     Step(TN, "buy", fields={"orders": 1, "credit": 0}), Step(OFN, "move"), Step(OFN, "move", elsewhere=True)],
    [_born(ES, full_name="Ana", group_id=1)],
    [_born(ES, full_name="Ana", group_id=2), Step(OFN, "move"), Step(OFN, "move", elsewhere=True)],
    # an address with two faces loses one of them
    [_born(billing_city="Portland"), Step(ES, "default_billing"), Step(AI, "drop_row")],
    [_born(billing_city="Portland"), Step(ES, "default_billing"), _change(OFN, shipping_address=None)],
    [_born(billing_city="Portland"), Step(ES, "default_billing"), _change(OFN, billing_address=None)],
    # Open Food Network takes the default address away, and there are others
    [_born(addresses=[_HOUSE, {"city": "Portland"}]), _change(OFN, shipping_address=None), _change(TN, note="a note"),
     _change(OFN, shipping_address=_SHIPPED)],
    # a list that was made before something was only said in other words
    [_born(addresses=[_HOUSE]), _row(TN, city="Portland"), REST, _row(TN, country="United States"), REST,
     _row(TN, country="us")],
    # what is said of several things of one kind
    [_born(), *(_entry("property", type="colour", languageid=None, value=value) for value in ("red", "blue")),
     Step(AI, "change_entry", fields={"related": "property", "attributes": {"value": "green"}}),
     *(_entry("relationships", domain="product", type="default", refid=refid) for refid in ("1", "2")),
     Step(AI, "drop_entry", fields={"related": "relationships", "attributes": {}})],
    [_born(), Step(ES, "fill", fields={"custom": {"size": "M"}}), Step(ES, "fill", fields={"custom": {"vip": True}}),
     Step(ES, "fill")],
    # mirrors: a text of one's own stays, and so does what Aimeos itself says beside a newer source
    [_born(AI, firstname="Ana", lastname="García", label="HQ"), _change(TN, name="Zoe Pérez")],
    [_born(AI, firstname="Ana", lastname="García", label="Ana García"), _change(AI, firstname="Zoe"),
     _change(TN, name="Zoe Pérez")],
    [_born(AI, firstname="Ana", lastname="García", title="Dr.", label="dr. ana garcía"), _change(TN, name="Zoe Pérez")],
    [_born(AI, code="zoe"), _change(AI, code="", title="Dr."), _change(AI, label="", title="")],
    # an echo of what follows makes it Aimeos' own: it stays beside what Aimeos says later
    [_born(), _change(AI, label="Ana García"), _change(AI, firstname="Zoe")],
    [_born(), Step(AI, "echo"), _change(AI, firstname="Zoe", email="zoe@b.example"), _change(TN, name="Madonna")],
    [_born(AI, email="bob@x.com", code="zoe@b.example"), _born(email="zoe@b.example"),
     Step(AI, "echo", 1), Step(AI, "change", 1, fields={"email": "ada@b.example"})],
    [_born(AI, code="ana@example.com"), _change(AI, email="bob@x.com"), _change(TN, email="zoe@b.example")],
    # a number without a country is of another one when its address moves
    [_born(phone="555 1234", addresses=[_HOUSE]), _row(TN, country="BR")],
    [_born(phone="555 1234", addresses=[_HOUSE]), _change(TN, billing_country="BR")],
    # who expects another version, and who asks twice
    [_born(), *(Step(tongue, "change", fields=fields, care=care) for care in ("stale", "twice") for tongue, fields in
                ((TN, {"note": "a note"}), (OFN, {"code": "C1"}), (AI, {"title": "Dr."}), (ES, {"full_name": "Zoe"}))),
     Step(ES, "add_row", fields=_ROW, care="twice")],
    # nobody stays signed in to a disabled account, or with an old password
    [_born(), _change(ES, status=0), _change(ES, status=1)],
    [_born(), *(Step(tongue, "set_password", fields={"password": f"{tongue}-secret"}) for tongue in (TN, ES, AI))],
    # purchases overtake no word about addresses
    [_born(addresses=[_HOUSE, {"city": "Portland"}]), _change(OFN, shipping_address=None),
     Step(TN, "buy", fields={"orders": 1, "credit": 0})],
    # EverShop goes on to show when the account itself changed, until its purchases do
    [_born(), Step(ES, "add_row", fields=_ROW), Step(TN, "buy", fields={"orders": 1, "credit": 0})],
    # nine steps bring a guest, who buys something before they are deleted (`guests`)
    [_born(), *(REST,) * 8],
    # who is deleted is not found, and whose orders are kept is not deleted
    [_born(), Step(TN, "buy", fields={"orders": 1, "credit": 250}), Step(TN, "delete"), Step(OFN, "delete"),
     Step(ES, "delete"), _born(AI)],
)  # fmt: skip
