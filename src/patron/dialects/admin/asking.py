"""What the address of the table of customers says: all of its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Final

from patron.dialects.admin import cursor, lens
from patron.dialects.admin.parse import Form, number, query
from patron.domain.listing import Window
from patron.domain.seeking import Order, Place, Search
from patron.operations.office import Visit, Wish
from patron.wire.request import Wire

LONGEST: Final = 200
DAY_MS: Final = 86_400_000
SIZES: Final = (20, 50, 100)
EVERYWHERE: Final = "all"
END: Final = "end"
"""The page before the end of the list."""
DAYS: Final = ("created_from", "created_to", "updated_from", "updated_to")
FILTERS: Final = ("keyword", "status", "store", "group", "tag", *DAYS)
STATE: Final = (*FILTERS, "limit", "ob", "od", "after", "before", "far")
STATUSES: Final = {str(number): number for number in lens.STATUSES}
ORDERS: Final[Mapping[str, Order]] = {
    "name": "name",
    "full_name": "name",
    "email": "email",
    "status": "status",
    "created_at": "created_at",
    "updated_at": "updated_at",
}


def state(wire: Wire) -> dict[str, str]:
    """The fields that say what is shown, those that say something. Raises Malformed."""
    return picked(query(wire))


def picked(asked: Form) -> dict[str, str]:
    """Those of the fields that say what is shown."""
    return {name: asked[name] for name in STATE if asked.get(name)}


def wish(wire: Wire, _visit: Visit) -> Wish:
    """What is wanted; what makes no sense in the query is taken as not there. Raises Malformed."""
    asked = state(wire)
    status, size, store = asked.get("status", ""), number(asked.get("limit", "")), asked.get("store", "")
    order, descending = _order(asked)
    search = Search(
        text=asked.get("keyword", "").replace("\0", "")[:LONGEST],
        status=STATUSES.get(status),
        group=asked.get("group", "")[:LONGEST] or None,
        tag=asked.get("tag", "").strip().replace("\0", "")[:LONGEST] or None,
        created=_window(asked, "created"),
        updated=_window(asked, "updated"),
        order=order,
        descending=descending,
        size=size if size in SIZES else SIZES[0],
        place=_place(asked, order),
        backwards=_is_backwards(asked, order),
        far="far" in asked,
    )
    return Wish(search, number(store) or None, store == EVERYWHERE)


def is_lost(asked: Form, order: Order) -> bool:
    """True where the address says a place that is none in this order."""
    said = asked.get("after") or asked.get("before") or END
    return said != END and _place(asked, order) is None


def _order(asked: Form) -> tuple[Order, bool]:
    """The newest first unless it is said otherwise: the newest change, where changes are asked for."""
    said = ORDERS.get(asked.get("ob", ""))
    by_change = said is None and any(name.startswith("updated") for name in asked)
    order: Order = said or ("updated_at" if by_change else "created_at")
    return order, asked.get("od", "asc" if said else "desc") == "desc"


def _place(asked: Form, order: Order) -> Place | None:
    said = asked.get("after") or asked.get("before", "")
    return cursor.place(said, order) if said and said != END else None


def _is_backwards(asked: Form, order: Order) -> bool:
    if "after" in asked or "before" not in asked:
        return False
    return asked["before"] == END or _place(asked, order) is not None


def _window(asked: Form, name: str) -> Window:
    """The days from and to, both of them whole, UTC."""
    start, end = (_day(asked.get(f"{name}_{side}", "")) for side in ("from", "to"))
    return Window(start, None if end is None else end + DAY_MS)


def _day(text: str) -> int | None:
    try:
        return int(datetime.combine(date.fromisoformat(text), time.min, UTC).timestamp()) * 1000
    except ValueError:
        return None
