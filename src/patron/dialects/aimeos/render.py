"""What Aimeos answers: descriptions, the account, and what belongs to it (aimeos.md 2 to 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from patron.dialects.aimeos import words
from patron.dialects.aimeos.descriptions import DESCRIPTIONS
from patron.dialects.aimeos.document import written
from patron.dialects.aimeos.frame import VERBS, Frame, reply
from patron.dialects.aimeos.items import NOBODY, Belonging, Items, Json, reference
from patron.dialects.aimeos.lens import ACCOUNT
from patron.dialects.aimeos.parse import Reader
from patron.dialects.aimeos.profile import GROUP, Profile
from patron.domain.addresses import deliveries
from patron.domain.customer import Address, Customer, ListItem, Property
from patron.domain.lens import Scene
from patron.domain.places import Places
from patron.operations.accounts import Account
from patron.operations.belongings import E, Shown
from patron.operations.shelves import visible_items, visible_properties
from patron.operations.visiting import Visitor
from patron.wire.reply import Reply
from patron.wire.request import Wire

EntryForm: TypeAlias = Callable[[Wire, int, E], Json]
"""How an entry of the account with that id is shown."""
_LASTING = ("Cache-Control", "max-age=300")
_CORS = (
    ("Access-Control-Allow-Headers", "authorization,content-type"),
    ("Access-Control-Allow-Methods", "DELETE, GET, OPTIONS, PATCH, POST, PUT"),
)
_RELATED_LINKS = ("address", "property", "relationships", "review")
_GET_POST = ("GET", "POST")


class Renderer:
    """The replies of one profile."""

    def __init__(self, places: Places, profile: Profile, reader: Reader, frame: Frame) -> None:
        self._scene = Scene(places)
        self._profile = profile
        self._reader = reader
        self._frame = frame

    # -- descriptions -----------------------------------------------------------------------------------------------

    def service(self, _nothing: object, wire: Wire, visitor: Visitor) -> Reply:
        """200 and what the service consists of."""
        shop = visitor.shop
        meta = self._frame.meta(wire, self._reader.asked(wire))
        meta["locale"] = {
            "locale.id": str(shop.store_id),
            "locale.languageid": shop.language,
            "locale.currencyid": shop.currency,
            "locale.position": 0,
            "locale.sitecode": shop.aimeos_site,
            "locale.siteid": f"{shop.store_id}.",
            "locale.status": 1,
        }
        meta["resources"] = {"customer": f"{wire.base_url}/jsonapi/customer"}
        return reply(200, written({"meta": meta}, {}), ("Allow", "GET"), _LASTING, *_CORS)

    def description(self, related: str) -> Callable[[object, Wire, Visitor], Reply]:
        """A renderer of 200 and the attributes that resource has."""
        described = DESCRIPTIONS[related]

        def render(_nothing: object, wire: Wire, _visitor: Visitor) -> Reply:
            meta = self._frame.meta(wire, self._reader.asked(wire))
            meta["attributes"] = described
            return reply(200, written({"meta": meta}, {}), VERBS, _LASTING, *_CORS)

        return render

    def not_allowed(self, _nothing: object, _wire: Wire, _visitor: Visitor) -> Reply:
        """403: nothing can be PUT. The document has neither meta nor links."""
        return reply(403, written({}, {"errors": [{"title": words.PUT}]}))

    # -- the account ------------------------------------------------------------------------------------------------

    def shown(self, account: Account, wire: Wire, visitor: Visitor) -> Reply:
        """200 and the account, or the empty item for whoever is not signed in."""
        items = self._items(wire)
        if account.customer is None:
            attributes = items.wanted("customer", self._of_nobody(items))
            return self._account(200, wire, items, NOBODY, attributes, Belonging())
        attributes = items.wanted("customer", items.attributes(account.customer))
        return self._account(200, wire, items, account.customer, attributes, self._belonging(account, wire, visitor))

    def changed(self, account: Account, wire: Wire, visitor: Visitor) -> Reply:
        """200 and the changed account, and a host's own columns as they were sent."""
        items, customer = self._items(wire), account.customer or NOBODY
        own_id = f"{ACCOUNT}id"
        attributes = {own_id: None, **self._reader.asked(wire).columns, **items.attributes(customer)}
        if self._profile.tells_status:
            attributes |= _status(customer)
        wanted = items.wanted("customer", attributes)
        return self._account(200, wire, items, customer, wanted, self._belonging(account, wire, visitor))

    def created(self, account: Account, wire: Wire, _visitor: Visitor) -> Reply:
        """201 and nothing but the id, whatever was asked for."""
        customer = account.customer or NOBODY
        attributes: Json = {f"{ACCOUNT}id": str(customer.id)}
        return self._account(201, wire, self._items(wire), customer, attributes, Belonging())

    def deleted(self, _account: object, wire: Wire, _visitor: Visitor) -> Reply:
        """200 without data."""
        return self._frame.document(200, wire, {}, total=0)

    def _account(
        self, status: int, wire: Wire, items: Items, customer: Customer, attributes: Json, belonging: Belonging
    ) -> Reply:
        own_id = str(customer.id) if customer.id else None
        links = {
            f"customer/{related}": {"href": items.href("customer", id=own_id, related=related), "allow": _GET_POST}
            for related in _RELATED_LINKS
        }
        members: Json = {
            "data": items.account(customer, attributes, belonging),
            "included": items.included(customer, belonging),
        }
        return self._frame.document(status, wire, members, total=1, links=links, customer=customer)

    def _of_nobody(self, items: Items) -> Json:
        attributes = items.attributes(NOBODY)
        for field in ("languageid", "countryid"):
            attributes[f"{ACCOUNT}{field}"] = self._profile.empty_place
        return attributes | _status(NOBODY) if self._profile.tells_status else attributes

    def _belonging(self, account: Account, wire: Wire, visitor: Visitor) -> Belonging:
        customer = account.customer
        if customer is None:
            return Belonging()
        domains = self._reader.asked(wire).domains
        listed = domains | {GROUP} if self._profile.always_groups else domains
        return Belonging(
            deliveries(customer) if "customer/address" in domains else (),
            visible_items(customer, listed, wire.desk.clock.now()) if listed else (),
            visible_properties(customer, visitor.shop.language) if "customer/property" in domains else (),
            account.groups,
        )

    # -- what belongs to it -----------------------------------------------------------------------------------------

    def address(self, wire: Wire, customer_id: int, row: Address) -> Json:
        """A related address."""
        return self._items(wire).address(customer_id, row)

    def property(self, wire: Wire, customer_id: int, one: Property) -> Json:
        """A property."""
        return self._items(wire).property(customer_id, one)

    def list_item(self, wire: Wire, customer_id: int, item: ListItem) -> Json:
        """A list item."""
        include = self._reader.asked(wire).parameters.text("include")
        return self._items(wire).list_item(customer_id, item, include)

    def sought(self, form: EntryForm[E], shown: Shown[E], wire: Wire, visitor: Visitor) -> Reply:
        """200 and all entries, or the one that was sought, or no data where there is no such one."""
        if shown.sought is None:
            return self._entries(form, shown, wire, 200)
        if shown.found is not None:
            return self.entry(form, shown, wire, visitor)
        any_property = any(isinstance(entry, Property) for entry in shown.entries)
        return self._frame.document(200, wire, {}, total=1 if any_property else 0)  # aimeos.md 7

    def added(self, form: EntryForm[E], shown: Shown[E], wire: Wire, _visitor: Visitor) -> Reply:
        """201 and all entries, not only the new ones."""
        return self._entries(form, shown, wire, 201)

    def entry(self, form: EntryForm[E], shown: Shown[E], wire: Wire, _visitor: Visitor) -> Reply:
        """200 and the entry, or 404 with neither data nor errors."""
        if shown.found is None:
            return self._frame.document(404, wire, {}, total=0)
        data = form(wire, shown.customer_id or 0, shown.found)
        return self._frame.document(200, wire, {"data": data}, total=1, customer=shown.owner)

    def _entries(self, form: EntryForm[E], shown: Shown[E], wire: Wire, status: int) -> Reply:
        data = [form(wire, shown.customer_id or 0, entry) for entry in shown.entries]
        return self._frame.document(status, wire, {"data": data}, total=len(data), customer=shown.owner)

    def _items(self, wire: Wire) -> Items:
        return Items(self._profile, self._scene, f"{wire.base_url}/jsonapi", self._reader.asked(wire).fields)


def _status(customer: Customer) -> Json:
    """What the published page shows of the account's standing (P-AI1)."""
    groups = [reference(item) for item in customer.list_items if item.domain == GROUP]
    return {f"{ACCOUNT}status": customer.status, f"{ACCOUNT}groups": groups}
