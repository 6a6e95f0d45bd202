"""The pages of the staff: who there is, what they may, and how they prove themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
from patron.dialects.admin.terms import Terms
from patron.domain.access import ADMIN, MANAGER, SHOPPER, Shop, Staff
from patron.domain.refusals import Invalid, Taken
from patron.operations import members
from patron.operations.members import MemberFacts, MemberPage, Members, NewSecret
from patron.operations.merging import Merge, merged
from patron.operations.office import Visit
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.stores import admin_only, all_stores
from patron.wire.dialect import Route, acts, reads, secretive, writes
from patron.wire.reply import Reply
from patron.wire.request import Wire

ROLES: Final = {ADMIN: "Admin: everything", MANAGER: "Manager: customers of stores", SHOPPER: "Shopper: nothing here"}
DONE: Final = {
    "saved": "The change is stored.",
    "keyless": "The API key is revoked. It works nowhere a second from now.",
    "ended": "The account is signed in nowhere.",
    "stepless": "The second step is off: the password is enough at the next sign-in.",
}
WORDS: Final = {
    "email invalid": "This is no e-mail address.",
    "email taken": "Somebody else has this e-mail.",
    "stores": "A manager manages stores: please choose at least one.",
}
_FACTS: Final = (
    Field("name", "Name", needed=True),
    Field("email", "E-mail", "email", "To sign in with", needed=True),
    Field("role", "Role", "choice", choices=tuple(Choice(*one) for one in ROLES.items())),
)
_STATUS: Final = Field(
    "status",
    "Status",
    "choice",
    "Disabling ends every session and token at once",
    (Choice("1", "Enabled"), Choice("0", "Disabled")),
)


class Told(Struct, frozen=True):
    """A form about an account: as typed, and as it was when it was made."""

    staff_id: int
    said: Form
    was: Form = {}


class Clashing(Struct, frozen=True):
    """What was typed clashes with what somebody else wrote meanwhile."""

    merge: Merge
    staff: Staff
    shops: Sequence[Shop]


class Unstored(Struct, frozen=True):
    """What was typed and cannot be stored, and why."""

    said: Form
    problems: Problems
    page: MemberPage | None
    shops: Sequence[Shop]


def rooms(terms: Terms) -> tuple[Route, ...]:
    """The rows of the table."""
    office = terms.office

    async def change(desk: Desk, visit: Visit, told: Told) -> int | Unstored | Clashing:
        async def work(unit: Writing) -> int | Clashing:
            staff = await members.locked_member(unit, told.staff_id)
            merge = merged(told.was, told.said, _texts(staff))
            if merge.clashes:
                return Clashing(merge, staff, await unit.shops.all())
            await members.change_member(unit, office, visit, told.staff_id, _facts(merge.said))
            return told.staff_id

        try:
            return await desk.store.write(work)
        except (Invalid, Taken) as refusal:
            page = await desk.store.read(lambda unit: members.member_page(unit, visit, told.staff_id))
            said = merged(told.was, told.said, _texts(page.staff)).said
            return Unstored(said, problems_of(refusal), page, page.shops)

    async def reset(desk: Desk, visit: Visit, staff_id: int) -> NewSecret:
        return await members.reset_password(desk, office, visit, staff_id)

    async def end(unit: Writing, visit: Visit, staff_id: int) -> int:
        return await members.end_sessions(unit, office, visit, staff_id)

    async def drop_step(unit: Writing, visit: Visit, staff_id: int) -> int:
        return await members.drop_second_step(unit, office, visit, staff_id)

    one = "/staff/{staff}"
    rows = (
        reads("GET", "/staff", admin_only, parse.nothing, members.all_members, _table),
        reads("GET", "/staff/new", admin_only, parse.nothing, _shops, _blank),
        acts("POST", "/staff/new", admin_only, _told, _add, _added),
        reads("GET", one, admin_only, _staff_id, members.member_page, _page),
        acts("POST", one, admin_only, _told, change, _changed),
        acts("POST", f"{one}/password", admin_only, _sent_id, reset, _new_password),
        writes("POST", f"{one}/key", admin_only, _sent_id, members.new_key, _new_key),
        writes("POST", f"{one}/key/revoke", admin_only, _sent_id, members.revoke_key, _keyless),
        writes("POST", f"{one}/sessions/end", admin_only, _sent_id, end, _ended),
        writes("POST", f"{one}/second-step/off", admin_only, _sent_id, drop_step, _stepless),
    )
    return tuple(secretive(row) for row in rows)


# -- reading ----------------------------------------------------------------------------------------------------------


def _staff_id(wire: Wire, _visit: Visit) -> int:
    return parse.number(wire.params.get("staff", ""))


def _sent_id(wire: Wire, visit: Visit) -> int:
    parse.form(wire, visit)
    return _staff_id(wire, visit)


def _told(wire: Wire, visit: Visit) -> Told:
    pairs = parse.pairs(wire, visit)
    said, was = split(dict(pairs))
    # A box for each store: the only field that may be there more than once, or not at all.
    chosen = {number for name, text in pairs if name == "stores" for number in _numbers(text)}
    return Told(_staff_id(wire, visit), {**said, "stores": _listed(chosen)}, was)


def _numbers(text: str) -> frozenset[int]:
    return frozenset(number for one in text.split(",") if (number := parse.number(one.strip())))


def _listed(stores: Collection[int]) -> str:
    return ",".join(str(number) for number in sorted(stores))


def _facts(said: Form) -> MemberFacts:
    status = {"0": 0, "1": 1}.get(said.get("status", "1"), -1)
    stores = _numbers(said.get("stores", ""))
    return MemberFacts(said.get("email", ""), said.get("name", ""), said.get("role", ""), stores, status)


def _texts(staff: Staff) -> dict[str, str]:
    """What is stored, as the fields show it."""
    return {
        "name": staff.name,
        "email": staff.email,
        "role": staff.role,
        "status": str(staff.status),
        "stores": _listed(staff.stores),
    }


# -- doing ------------------------------------------------------------------------------------------------------------


async def _shops(unit: Reading, visit: Visit, _nothing: None) -> Sequence[Shop]:
    return await all_stores(unit, visit, None)


async def _add(desk: Desk, visit: Visit, told: Told) -> NewSecret | Unstored:
    try:
        return await members.add_member(desk, _facts(told.said))
    except (Invalid, Taken) as refusal:
        shops = await desk.store.read(lambda unit: all_stores(unit, visit, None))
        return Unstored(told.said, problems_of(refusal), None, shops)


# -- showing ----------------------------------------------------------------------------------------------------------


def _table(found: Members, wire: Wire, visit: Visit) -> Reply:
    names = {shop.store_id: shop.name for shop in found.shops}
    rows = [(staff, _manages(staff, names)) for staff in found.staff]
    return render.page("staff.html", wire, visit, rows=rows, roles=ROLES)


def _manages(staff: Staff, names: dict[int, str]) -> str:
    if staff.role == ADMIN:
        return "All stores"
    if staff.role == SHOPPER:
        return ""
    return ", ".join(names.get(number, f"Store {number}") for number in sorted(staff.stores))


def _blank(shops: Sequence[Shop], wire: Wire, visit: Visit) -> Reply:
    return _new_page(shops, Fill({"role": MANAGER}, NO_PROBLEMS), frozenset(), wire, visit)


def _new_page(shops: Sequence[Shop], fill: Fill, chosen: frozenset[int], wire: Wire, visit: Visit) -> Reply:
    return render.page(
        "member_new.html",
        wire,
        visit,
        code=422 if fill.faults else 200,
        facts=[fill(field) for field in _FACTS],
        stores=shops,
        chosen=chosen,
        stores_problem=fill.sentence("stores"),
        faults=fill.faults,
    )


def _added(result: NewSecret | Unstored, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Unstored):
        fill = Fill(result.said, result.problems, WORDS)
        return _new_page(result.shops, fill, _facts(result.said).stores, wire, visit)
    return _shown_once("A new account", "The password of", result, wire, visit)


def _page(page: MemberPage, wire: Wire, visit: Visit) -> Reply:
    texts = _texts(page.staff)
    return _one(page, Fill(texts, NO_PROBLEMS, was=texts), page.staff.stores, wire, visit)


def _changed(result: int | Unstored | Clashing, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Clashing):
        return _choice(result, wire, visit)
    if isinstance(result, Unstored) and result.page:
        fill = Fill(result.said, result.problems, WORDS, _texts(result.page.staff))
        return _one(result.page, fill, _facts(result.said).stores, wire, visit)
    return render.elsewhere(f"/admin/staff/{result}?done=saved")


def _choice(result: Clashing, wire: Wire, visit: Visit) -> Reply:
    staff, names = result.staff, {shop.store_id: shop.name for shop in result.shops}
    here = f"/admin/staff/{staff.id}"
    fields = (*_FACTS, _STATUS, Field("stores", "Stores of a manager"))

    def shown(name: str, text: str) -> str:
        if name == "stores":
            return ", ".join(names.get(number, f"Store {number}") for number in sorted(_numbers(text)))
        return shown_in(fields, name, text)

    words = (partial(label_in, fields), shown)
    return choice(result.merge, _texts(staff), Subject(staff.name or staff.email, here, here), words, wire, visit)


def _one(page: MemberPage, fill: Fill, chosen: frozenset[int], wire: Wire, visit: Visit) -> Reply:
    return render.page(
        "member.html",
        wire,
        visit,
        code=422 if fill.faults else 200,
        member=page,
        own=page.staff.id == visit.present.staff.id,
        facts=[fill(field) for field in (*_FACTS, _STATUS)],
        stores=page.shops,
        chosen=chosen,
        stores_problem=fill.sentence("stores"),
        was=_listed(page.staff.stores),
        faults=fill.faults,
        done=DONE.get(parse.query(wire).get("done", ""), ""),
    )


def _new_password(made: NewSecret, wire: Wire, visit: Visit) -> Reply:
    return _shown_once("A new password", "The password of", made, wire, visit)


def _new_key(made: NewSecret, wire: Wire, visit: Visit) -> Reply:
    return _shown_once("A new API key", "The Open Food Network API key of", made, wire, visit)


def _shown_once(title: str, what: str, made: NewSecret, wire: Wire, visit: Visit) -> Reply:
    return render.page(
        "shown_once.html",
        wire,
        visit,
        title=title,
        what=f"{what} {made.staff.name or made.staff.email}",
        secrets=(made.secret,),
        back=f"/admin/staff/{made.staff.id}",
        back_label=f"To {made.staff.name or made.staff.email}",
    )


def _keyless(staff_id: int, _wire: Wire, _visit: Visit) -> Reply:
    return _back(staff_id, "keyless")


def _ended(staff_id: int, _wire: Wire, _visit: Visit) -> Reply:
    return _back(staff_id, "ended")


def _stepless(staff_id: int, _wire: Wire, _visit: Visit) -> Reply:
    return _back(staff_id, "stepless")


def _back(staff_id: int, done: str) -> Reply:
    return render.elsewhere(f"/admin/staff/{staff_id}?done={done}")
