"""Everything that reads EverShop's wire about metafields: definitions, and values held against them (evershop.md 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import cast
from uuid import uuid4

from patron.dialects.evershop import rules
from patron.dialects.evershop.parse import has_nul, integer, storable
from patron.domain.customer import Definition, Json
from patron.domain.field_types import FieldFault, field_of, tidied
from patron.operations.metafields import NewValues
from patron.operations.shoppers import Person
from patron.wire.json_body import as_object
from patron.wire.request import Wire
from patron.wire.tags import escaped_document
from patron.wire.worded import Worded

OWNER = "customer"
DEFAULT_NAMESPACE = "custom"
RULES = ("isList", "translatable", "description", "validations", "appearance", "subFields")
"""What a definition says beside its columns, kept as it was sent."""


def values(wire: Wire, _person: Person) -> NewValues:
    """The values that a customer is to have; they are judged beside the definitions that hold then."""
    sent = as_object(wire.document).get("metafields")

    def judged(definitions: Sequence[Definition]) -> Json:
        if not isinstance(sent, (dict, NoneType)):
            raise Worded(400, "Custom fields must be an object")
        return _judged(as_object(cast("object", sent)), definitions)

    return NewValues(wire.params["id"], judged)


def _judged(sent: Mapping[str, object], definitions: Sequence[Definition]) -> Json:
    """Namespace -> key -> value, of what is defined and was sent. Raises Worded for the first that is not good."""
    good: dict[str, dict[str, object]] = {}
    for definition in definitions:
        value = as_object(sent.get(definition.namespace)).get(definition.key)
        name = f'"{definition.namespace}.{definition.key}"'
        try:
            kept = tidied(field_of(definition), value)
        except FieldFault as fault:
            raise Worded(400, f"{name}: {fault.words}") from None
        if kept is not None:
            good.setdefault(definition.namespace, {})[definition.key] = kept
        elif definition.required:
            raise Worded(400, f"{name} is required")
    if has_nul(good):
        raise Worded(500, "unsupported Unicode escape sequence")
    return good


def definition(wire: Wire, _person: Person) -> Definition:
    """The definition to be made. Raises Worded."""
    body = cast("dict[str, object]", escaped_document(rules.DEFINITION.read(wire.document)))
    storable(body)
    if body["ownerType"] != OWNER:
        raise Worded(400, 'ownerType must be "customer"')  # this server keeps customers alone
    position = integer(body.get("position", 0))
    made = Definition(
        namespace=str(body.get("namespace", DEFAULT_NAMESPACE)),
        key=str(body["fieldKey"]),
        name=str(body["name"]),
        type=str(body["fieldType"]),
        visible=bool(body.get("visibleToCustomer", True)),
        required=bool(body.get("required", False)),
        uuid=str(uuid4()),
        position=position,
        rules={name: body[name] for name in RULES if name in body},
    )
    try:
        field_of(made)
    except FieldFault as fault:
        raise Worded(400, fault.words) from None
    return made


def doomed_definition(wire: Wire, _person: Person) -> str:
    """The uuid of the definition to be deleted."""
    return wire.params["uuid"].lower()
