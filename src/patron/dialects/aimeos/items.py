"""Entries of `data`, `relationships` and `included`, from the account to its groups (aimeos.md 3, 4, 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias
from urllib.parse import quote

from msgspec import Struct

from patron.dialects.aimeos.document import array, number
from patron.dialects.aimeos.lens import ACCOUNT, ADDRESS, SPEECH
from patron.dialects.aimeos.profile import GROUP, Profile
from patron.dialects.aimeos.values import LISTS, PROPERTY
from patron.domain.addresses import billing_of
from patron.domain.customer import Address, Customer, Group, ListItem, Property
from patron.domain.lens import Scene

Json: TypeAlias = dict[str, object]
_CHANGEABLE = ("DELETE", "GET", "PATCH")
_NO_BILLING = Address(0, "", is_billing=True, is_delivery=False)
_NO_MORE: Mapping[str, str] = {}
TYPES = {"address": "customer/address", "property": "customer/property", "relationships": "customer/lists"}
"""`related` -> the stored name of its type."""
NOBODY = Customer(store_id=0, id=0, uuid="", email="")


class Belonging(Struct, frozen=True):
    """What of an account beside itself is to be shown with it."""

    addresses: tuple[Address, ...] = ()
    items: tuple[ListItem, ...] = ()
    properties: tuple[Property, ...] = ()
    groups: Mapping[int, Group] = {}


class Items:
    """Makes entries, in the spelling of a profile, with links below one address."""

    def __init__(self, profile: Profile, scene: Scene, resources: str, fields: Mapping[str, frozenset[str]]) -> None:
        """`resources`: the address that every resource is below. `fields`: type -> wanted attributes."""
        self._profile = profile
        self._scene = scene
        self._resources = resources
        self._fields = fields

    # -- the account ------------------------------------------------------------------------------------------------

    def account(self, customer: Customer, attributes: Json, belonging: Belonging) -> Json:
        """The account with those attributes and what belongs to it; NOBODY has no id."""
        number_ = _id(customer.id)
        entry: Json = {
            "id": number_,
            "type": "customer",
            "links": {"self": _link(self.href("customer", id=number_), *_CHANGEABLE)},
            "attributes": attributes or [],
        }
        relationships = self._relationships(customer, belonging)
        if relationships:
            entry["relationships"] = relationships
        return entry

    def attributes(self, customer: Customer) -> Json:
        """Every attribute of an account, in the order of the wire."""
        shown: Json = {f"{ACCOUNT}id": _id(customer.id)}
        billing = billing_of(customer) or _NO_BILLING
        for field in self._profile.account_fields:
            name = f"{ACCOUNT}{field}"
            lens = SPEECH.customer.lenses.get(name)
            if lens is not None:
                shown[name] = SPEECH.customer.read(customer, lens, self._scene)
            else:
                shown[name] = number(SPEECH.billing.read(billing, SPEECH.billing.lenses[name], self._scene))
        return shown

    def wanted(self, type_: str, attributes: Json) -> Json:
        """Those of the attributes that were asked for."""
        wanted = self._fields.get(type_)
        return attributes if wanted is None else {name: one for name, one in attributes.items() if name in wanted}

    def _relationships(self, customer: Customer, belonging: Belonging) -> Json:
        address, property_ = self._profile.type_of("customer/address"), self._profile.type_of("customer/property")
        found: dict[str, list[Json]] = {}
        for row in belonging.addresses:
            found.setdefault(address, []).append({"id": str(row.id), "type": address})
        for item in belonging.items:
            type_ = self._profile.type_of(item.domain)
            found.setdefault(type_, []).append(self._relationship(customer, item, type_))
        for one in belonging.properties:
            found.setdefault(property_, []).append({"id": str(one.id), "type": property_})
        return {type_: {"data": entries} for type_, entries in found.items()}

    def _relationship(self, customer: Customer, item: ListItem, type_: str) -> Json:
        href = self.href(type_, id=str(customer.id), related="relationships", relatedid=str(item.id))
        return {
            "id": reference(item),
            "type": type_,
            "attributes": self._list_attributes(item),
            "links": {"self": _link(href, "DELETE", "PATCH")},
        }

    def included(self, customer: Customer, belonging: Belonging) -> list[Json]:
        """What the relationships name and this server holds: addresses, then groups, then properties."""
        entries = [self.address(customer.id, row, basket="payment") for row in belonging.addresses]
        entries += [self._group(group) for group in _groups(belonging)]
        entries += [self.property(customer.id, one) for one in belonging.properties]
        return entries

    def _group(self, group: Group) -> Json:
        type_ = self._profile.group_type
        prefix = f"{type_.replace('/', '.')}."
        shown: Json = {f"{prefix}id": str(group.id), f"{prefix}code": group.code, f"{prefix}label": group.label}
        return {"id": str(group.id), "type": type_, "attributes": self.wanted(GROUP, shown) or []}

    # -- what belongs to it -----------------------------------------------------------------------------------------

    def address(self, customer_id: int, row: Address, basket: str = "delivery") -> Json:
        """A related address; `basket` is the kind of address that it can become of an order."""
        shown: Json = {f"{ADDRESS}id": str(row.id)}
        for field in self._profile.address_fields:
            name = f"{ADDRESS}{field}"
            shown[name] = number(SPEECH.listed.read(row, SPEECH.listed.lenses[name], self._scene))
        order = _link(self.href("basket", id="default", related="address", relatedid=basket), "POST")
        links = {self._profile.type_of("basket/address"): order}
        return self._entry("address", customer_id, row.id, shown, links=links)

    def property(self, customer_id: int, one: Property) -> Json:
        """A property."""
        shown: Json = {
            f"{PROPERTY}id": str(one.id),
            f"{PROPERTY}languageid": one.language,
            f"{PROPERTY}value": one.value,
            f"{PROPERTY}type": one.type,
        }
        return self._entry("property", customer_id, one.id, shown)

    def list_item(self, customer_id: int, item: ListItem, include: str | None) -> Json:
        """A list item; `include` is repeated by its link where the profile does so."""
        shown = self._list_attributes(item)
        more = {"include": include} if include and self._profile.repeats_include else {}
        return self._entry("relationships", customer_id, item.id, shown, more=more)

    def _entry(
        self,
        related: str,
        customer_id: int,
        number_: int,
        attributes: Json,
        *,
        more: Mapping[str, str] = _NO_MORE,
        links: Mapping[str, object] = _NO_MORE,
    ) -> Json:
        type_ = TYPES[related]
        href = self.href("customer", id=str(customer_id), related=related, relatedid=str(number_), **more)
        return {
            "id": str(number_),
            "type": self._profile.type_of(type_),
            "links": {"self": _link(href, *_CHANGEABLE), **links},
            "attributes": self.wanted(type_, attributes) or [],
        }

    def _list_attributes(self, item: ListItem) -> Json:
        return {
            f"{LISTS}id": str(item.id),
            f"{LISTS}domain": self._profile.group_type if item.domain == GROUP else item.domain,
            f"{LISTS}refid": reference(item),
            f"{LISTS}datestart": item.datestart,
            f"{LISTS}dateend": item.dateend,
            f"{LISTS}config": array(item.config),
            f"{LISTS}position": item.position,
            f"{LISTS}status": item.status,
            f"{LISTS}type": item.type,
        }

    def href(self, resource: str, **parameters: str | None) -> str:
        """The address of a resource; parameters that are None are left out."""
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items() if value is not None)
        return f"{self._resources}/{resource}?{query}" if query else f"{self._resources}/{resource}"


def reference(item: ListItem) -> str:
    """The id of what a list item refers to."""
    return item.refid if item.group_id is None else str(item.group_id)


def _id(number_: int) -> str | None:
    return str(number_) if number_ else None


def _link(href: str, *allow: str) -> Json:
    return {"href": href, "allow": allow}


def _groups(belonging: Belonging) -> Iterator[Group]:
    """The groups of the memberships, each once."""
    for number_ in dict.fromkeys(item.group_id for item in belonging.items):
        if number_ is not None and number_ in belonging.groups:
            yield belonging.groups[number_]
