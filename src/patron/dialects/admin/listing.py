"""The table of customers: its rows, its heads, and where its links lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct

from patron.dialects.admin import asking, cursor, lens, render
from patron.dialects.admin.pages import DONE
from patron.dialects.admin.parse import number, query
from patron.domain.names import called
from patron.domain.seeking import Order, Place, Total
from patron.operations.office import Table, Visit
from patron.operations.ports import Desk
from patron.wire.reply import Reply
from patron.wire.request import Wire

COLUMNS: Final[tuple[tuple[Order, str], ...]] = (
    ("name", "Name"),
    ("email", "E-mail"),
    ("status", "Status"),
    ("created_at", "Created"),
    ("updated_at", "Changed"),
)
PATH: Final = "/admin/customers"
_ROUND: Final = 100
"""An estimate is said with two digits, a smaller number as it is."""


class Heading(Struct, frozen=True):
    """The head of a column, and where it leads."""

    name: str
    label: str
    href: str
    sorted: str
    """`ascending`, `descending`, or `none`."""


class Pager(Struct, frozen=True):
    """Where the other pages are; '' where there are none."""

    first: str
    previous: str
    following: str
    last: str
    range: str


def table(found: Table, wire: Wire, visit: Visit) -> Reply:
    """200 and the table."""
    asked = asking.state(wire)
    search, page, several = found.search, found.page, len(found.shops) > 1
    names = {shop.store_id: shop.name for shop in found.shops}
    return render.page(
        "customers.html",
        wire,
        visit,
        page=page,
        customers=page.customers,
        total=in_words(page.total),
        headings=[_heading(column, label, found, asked) for column, label in COLUMNS],
        done=_done(query(wire)),
        back=urlencode(asked),
        lost=asking.is_lost(asked, search.order),
        asked=asked,
        groups=[(group.code if several else str(group.id), group.label or group.code) for group in found.groups],
        shops=visit.present.shops,
        several=several,
        here=asked.get("store", "") if several or "store" in asked else "",
        shop_names=names,
        detailed=any(asked.get(name) for name in ("store", "group", "tag", *asking.DAYS)),
        limit=search.size,
        sizes=asking.SIZES,
        filtered=search.filtered,
        pager=_pager(found, asked),
        further="" if search.far else link({**asked, "far": "1"}),
        begun=search.place is not None or search.backwards,
        called=called,
        status_name=lens.status_name,
        statuses=lens.STATUSES,
    )


def _done(said: Mapping[str, str]) -> str:
    """What was done before the table opened; '' for nothing."""
    if said.get("done") != "bulk":
        return DONE.get(said.get("done", ""), "")
    changed = number(said.get("changed", ""))
    if not changed:
        return "Nothing had to be changed."
    return "One customer was changed." if changed == 1 else f"{changed} customers were changed."


async def unread(_desk: Desk, _visit: Visit, group: int) -> int:
    """The group, as it was asked for: the table itself says who is in it."""
    return group


def members_of(group: int, _wire: Wire, _visit: Visit) -> Reply:
    """303: the table of those in the group; of everybody, where the number is none."""
    return render.elsewhere(link({"group": str(group or "")}))


def in_words(total: Total) -> str:
    """How many there are, as exactly as it is known."""
    number, said = total.number, {"exact": "", "about": "about ", "least": "at least "}[total.counted]
    if total.counted == "about":
        step = 1
        while number // step >= _ROUND:
            step *= 10
        number = round(number / step) * step
    return f"{said}{number:,}"


def _heading(column: Order, label: str, found: Table, asked: Mapping[str, str]) -> Heading:
    search = found.search
    if search.order != column:
        return Heading(column, label, link(_from_the_start(asked) | {"ob": column, "od": "asc"}), "none")
    turned = "asc" if search.descending else "desc"
    state = "descending" if search.descending else "ascending"
    return Heading(column, label, link(_from_the_start(asked) | {"ob": column, "od": turned}), state)


def _pager(found: Table, asked: Mapping[str, str]) -> Pager:
    page, order, start = found.page, found.search.order, _from_the_start(asked)

    def at(side: str, place: Place | None) -> str:
        return "" if place is None else link(start | {side: cursor.written(place, order)})

    return Pager(
        first=link(start) if page.before else "",
        previous=at("before", page.before),
        following=at("after", page.after),
        last=link(start | {"before": asking.END}) if page.after else "",
        range=_range(found),
    )


def _range(found: Table) -> str:
    page, count = found.page, len(found.page.customers)
    last = None if page.first is None else page.first + count - 1
    if page.first is None or last is None or (page.total.counted == "exact" and last > page.total.number):
        return f"{count} of {in_words(page.total)}"
    return f"{page.first:,}–{last:,} of {in_words(page.total)}"  # noqa: RUF001 - a range, not a minus


def _from_the_start(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if name not in {"after", "before", "far"}}


def link(asked: Mapping[str, str]) -> str:
    """Where the table is that the fields ask for."""
    said = urlencode({name: asked[name] for name in asking.STATE if asked.get(name)})
    return f"{PATH}?{said}" if said else PATH
