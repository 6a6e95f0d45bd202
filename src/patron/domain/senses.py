"""What a value means, whatever the notation: two dialects tell the same fact when they mean the same (one-record.md 7).

These are written without the lenses on purpose: they are what the lenses are held against.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias, cast

from patron.domain.addresses import default_of
from patron.domain.customer import Address, Customer
from patron.domain.lens import Scene
from patron.domain.names import words

Told: TypeAlias = Sequence[object]
"""The values of the fields that tell one fact, in the order of the wire."""
Sense: TypeAlias = Callable[[Told, Customer | Address, Scene], object]


class Unsaid:
    """What a value means that leaves it open."""


UNSAID: Final = Unsaid()
TOPICS: Final[Mapping[str, str]] = {
    "full_name": "name",
    "first_name": "name",
    "last_name": "name",
    "street": "line 1",
    "number": "line 1",
    "line2": "line 2",
    "line3": "line 2",
    "region_id": "region",
    "country_code": "country",
    "activated_at": "status",
}
"""Facts that are told together, under the name that they have for people."""


def topic_of(facts: Sequence[str]) -> str:
    """What those facts are about."""
    return TOPICS.get(facts[0], facts[0])


def meant(topic: str, told: Told, row: Customer | Address, scene: Scene) -> object:
    """What is meant; None for nothing, UNSAID where the values leave it open."""
    return _SENSES.get(topic, _value)(told, row, scene)


def is_nothing(value: object) -> bool:
    """True for null, an empty text and an empty collection."""
    return value in (None, "", [], (), {})


def _value(told: Told, _row: Customer | Address, _scene: Scene) -> object:
    values = [None if is_nothing(value) else value for value in told]
    return values[0] if len(values) == 1 else values


def _joined(separator: str) -> Sense:
    def sense(told: Told, _row: Customer | Address, _scene: Scene) -> object:
        return words(separator.join(str(part) for part in told if part and str(part).strip())) or None

    return sense


def _folded(told: Told, _row: Customer | Address, _scene: Scene) -> object:
    return str(told[0] or "").casefold() or None


def _without_blanks(told: Told, _row: Customer | Address, _scene: Scene) -> object:
    return str(told[0] or "").replace(" ", "") or None


def _number(told: Told, _row: Customer | Address, _scene: Scene) -> object:
    return None if is_nothing(told[0]) else float(str(told[0]))


def _second(told: Told, _row: Customer | Address, _scene: Scene) -> object:
    text = str(told[0] or "")
    if text.isdigit():
        return int(text) // 1000
    return int(datetime.fromisoformat(text).timestamp()) if text else None


def _enabled(told: Told, _row: Customer | Address, _scene: Scene) -> object:
    # An account that is not active may be disabled, or nobody has chosen a password yet.
    return UNSAID if told[0] is False else told[0] == 1


def _group(told: Told, _row: Customer | Address, _scene: Scene) -> object:
    # A list does not tell which membership comes first, nor the group that everybody is in.
    return UNSAID if isinstance(told[0], (list, tuple)) else told[0]


def _default(told: Told, row: Customer | Address, scene: Scene) -> object:
    if scene.owner is None or told[0]:
        return bool(told[0])
    first = default_of(scene.owner)
    return first is not None and first.is_default is not True and first.id == row.id


def _country(told: Told, row: Customer | Address, scene: Scene) -> object:
    code, name = _place(told[0])
    known = scene.places.countries.get(row.country_code or "") if isinstance(row, Address) else None
    if known is not None and {code, name} <= {known.code, known.name}:
        return known.code
    if not name:
        return None
    found = scene.places.country_called(code, name)
    return found.code if found else (name or "").casefold()


def _region(told: Told, row: Customer | Address, scene: Scene) -> object:
    code, name = _place(told[0])
    own = row.region_id if isinstance(row, Address) else None
    known = scene.places.regions.get(own) if own else None
    if known is not None and {code, name} <= {known.id, known.code, known.ofn_code, known.name}:
        return known.id
    if not name:
        return None
    country = row.country_code if isinstance(row, Address) else None
    found = scene.places.region_called(code, name, country)
    return found.id if found else (name or "").casefold()


def _place(value: object) -> tuple[str | None, str | None]:
    """Code and name; a text may be either."""
    if isinstance(value, Mapping):
        place = cast("Mapping[str, str]", value)
        return place["code"], place["name"]
    text = str(value) if value else None
    return text, text


_SENSES: Final[Mapping[str, Sense]] = {
    "id": _number,
    "name": _joined(" "),
    "line 1": _joined(" "),
    "line 2": _joined(", "),
    "email": _folded,
    "tax_id": _without_blanks,
    "latitude": _number,
    "longitude": _number,
    "created_at": _second,
    "updated_at": _second,
    "status": _enabled,
    "groups": _group,
    "default": _default,
    "country": _country,
    "region": _region,
}
