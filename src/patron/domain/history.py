"""The history of a customer: one event for each change, with who made it and what became what. Never a secret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum
from typing import Final, TypeAlias, TypeVar

from msgspec import Struct, json
from msgspec.structs import asdict

from patron.domain.customer import Address, Customer, ListItem, Property, Purchases
from patron.domain.lens import identical

Change: TypeAlias = tuple[object, object]
"""What it was, and what it is; None where it was not there, or is gone."""
Changes: TypeAlias = Mapping[str, Change]
"""Path of a fact -> change: `email`, `addresses.12.city`, `tags`."""
NOTHING: Final[Changes] = {}
PASSWORD_SET: Final[Changes] = {"password": (None, "set")}
"""All that is ever told of a password."""
Owned = TypeVar("Owned", Address, ListItem, Property)

LONGEST: Final = 2_000
"""Letters of one value in one event."""
_BOOKKEEPING: Final = frozenset({"store_id", "id", "uuid", "said", "version", "created_at", "updated_at"})
_NUMBERED: Final = ("addresses", "list_items", "properties")
_NOTHING_SAID: Final[tuple[object, ...]] = (None, "", {}, ())


class Happening(Enum):
    """What happened to a customer."""

    CREATED = "created"
    IMPORTED = "imported"
    """With many others at once: what came is the record itself, so the event tells no changes."""
    CHANGED = "changed"
    DELETED = "deleted"


class CredentialKind(StrEnum):
    """What let somebody in."""

    NONE = ""
    """Nobody in particular, or the command line."""
    ACCESS_TOKEN = "access token"  # noqa: S105 - what it is called
    API_KEY = "API key"
    BEARER_TOKEN = "bearer token"  # noqa: S105
    SESSION = "session"
    LINK = "link"
    """That came by mail."""


class Actor(Struct, frozen=True):
    """Who did it: through which door, in which request, with which credential."""

    door: str = "command line"
    """A dialect, or the command line."""
    who: str = ""
    """`app 3`, `staff 5`, `the customer` ...: a number of ours, never a name or an address."""
    request_id: str = ""
    credential: CredentialKind = CredentialKind.NONE

    @property
    def unsaid_credential(self) -> str:
        """What to tell of the credential beside `who`, which may say it already: the holder of a link."""
        return "" if self.who.endswith(self.credential) else self.credential


class Event(Struct, frozen=True):
    """One change of one customer. It is append-only, and erased with the person."""

    customer_id: int
    version: int
    """The version of the customer that this change made; of a deletion, one beyond the last."""
    happening: Happening
    at: int
    actor: Actor
    changes: Changes = NOTHING
    position: int | None = None
    """Its place among all events of the store, for whoever follows them; None until somebody did."""


def changes_of(old: Customer, new: Customer) -> dict[str, Change]:
    """What differs in facts; empty where nothing but bookkeeping does."""
    found: dict[str, Change] = {}
    for name in Customer.__struct_fields__:
        if name in _BOOKKEEPING or name in _NUMBERED:
            continue
        was, now = getattr(old, name), getattr(new, name)
        if was is not now and not identical(was, now):
            found.update(changes_of_purchases(was, now) if name == "purchases" else {name: (was, now)})
    for name in _NUMBERED:
        if getattr(old, name) is not getattr(new, name):
            found.update(_of_rows(name, getattr(old, name), getattr(new, name)))
    return {name: (shortened(was), shortened(now)) for name, (was, now) in found.items()}


def changes_of_purchases(old: Purchases, new: Purchases) -> dict[str, Change]:
    """What differs in the purchase facts of a customer, as `changes_of` tells it."""
    return _differing("purchases", old, new)


def shortened(value: object) -> object:
    """The value, or the beginning of what is too long to be kept for every change of it."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST else f"{value[:LONGEST]}..."
    if value is None or isinstance(value, (int, float)):
        return value
    text = json.encode(value)
    return value if len(text) <= LONGEST else f"{text[:LONGEST].decode('utf-8', 'ignore')}..."


def is_cut(value: object) -> bool:
    """True for what `shortened` may have left of a value: nobody can tell what the whole was."""
    return isinstance(value, str) and value.endswith("...") and len(value.encode()) >= LONGEST - 4


def _of_rows(name: str, old: Iterable[Owned], new: Iterable[Owned]) -> dict[str, Change]:
    before, after = {row.id: row for row in old}, {row.id: row for row in new}
    found: dict[str, Change] = {}
    for number in sorted(before.keys() | after.keys()):
        found.update(_differing(f"{name}.{number}", before.get(number), after.get(number)))
    return found


def _differing(path: str, old: Struct | None, new: Struct | None) -> dict[str, Change]:
    was, now = (asdict(row) if row is not None else {} for row in (old, new))
    names = [name for name in (now or was) if name not in _BOOKKEEPING]
    return {f"{path}.{name}": (was.get(name), now.get(name)) for name in names if _differs(was, now, name)}


def _differs(was: Mapping[str, object], now: Mapping[str, object], name: str) -> bool:
    """False, too, for what a row that came or went leaves open; of one that stays, null is no empty text."""
    sides = (was.get(name), now.get(name))
    return not identical(*sides) and (bool(was and now) or any(side not in _NOTHING_SAID for side in sides))
