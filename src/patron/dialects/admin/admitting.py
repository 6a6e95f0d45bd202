"""How one customer gets in, and how one goes: password, sessions, links, deletion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from patron.dialects.admin import pages, parse, render
from patron.domain.customer import Customer
from patron.operations import admission, office
from patron.operations.admission import Admission, Ending, Farewell
from patron.operations.office import Dossier, Visit, signed_in
from patron.wire.dialect import Route, acts, reads, writes
from patron.wire.reply import Reply
from patron.wire.request import Wire

KINDS: Final[Mapping[str, str]] = {
    "aimeos": "Aimeos storefront",
    "aimeos-bearer": "Aimeos token",
    "evershop-shop": "EverShop storefront",
    "evershop-refresh": "EverShop token",
    "evershop-admin": "Administration",
}


def admitting() -> tuple[Route, ...]:
    """The rows of the table."""
    one = "/customers/edit/{uuid}"
    return (
        reads("GET", f"{one}/access", signed_in, parse.uuid, admission.admission, _access),
        writes("POST", f"{one}/access/end", signed_in, _ending, admission.end, _ended),
        acts("POST", f"{one}/access/link", signed_in, _uuid, admission.send_link, _sent),
        reads("GET", f"{one}/delete", signed_in, parse.uuid, office.dossier, _farewell),
        writes("POST", f"{one}/delete", signed_in, _typed, admission.dismiss, _dismissed),
    )


def _uuid(wire: Wire, visit: Visit) -> str:
    parse.form(wire, visit)
    return wire.params["uuid"].lower()


def _ending(wire: Wire, visit: Visit) -> Ending:
    return Ending(reference=parse.form(wire, visit).get("session", ""), uuid=wire.params["uuid"].lower())


def _typed(wire: Wire, visit: Visit) -> Farewell:
    return Farewell(typed=parse.form(wire, visit).get("email", ""), uuid=wire.params["uuid"].lower())


def _access(found: Admission, wire: Wire, visit: Visit) -> Reply:
    sessions = [
        (KINDS.get(session.kind, session.kind), session, admission.reference_of(session)) for session in found.sessions
    ]
    credential = found.credential
    return pages.tab("access.html", "access", found.dossier, wire, visit, credential=credential, sessions=sessions)


def _ended(uuid: str, _wire: Wire, _visit: Visit) -> Reply:
    return render.elsewhere(f"/admin/customers/edit/{uuid}/access?done=ended")


def _sent(uuid: str, _wire: Wire, _visit: Visit) -> Reply:
    return render.elsewhere(f"/admin/customers/edit/{uuid}/access?done=sent")


def _farewell(found: Dossier, wire: Wire, visit: Visit) -> Reply:
    return _asked(found, wire, visit, typed="")


def _dismissed(result: Dossier | None, wire: Wire, visit: Visit) -> Reply:
    if result is None:
        return render.elsewhere("/admin/customers?done=deleted")
    return _asked(result, wire, visit, typed=parse.form(wire, visit).get("email", ""), code=422)


def _asked(found: Dossier, wire: Wire, visit: Visit, *, typed: str, code: int = 200) -> Reply:
    goes, proof = _goes(found.customer), admission.proof_of(found.customer)
    return pages.tab(
        "delete.html", "delete", found, wire, visit, code=code, typed=typed, wrong=code != 200, goes=goes, proof=proof
    )


def _goes(customer: Customer) -> list[str]:
    """What is gone with the customer."""
    counted = {
        "address": len(customer.addresses),
        "tag": len(customer.tags),
        "list entry": len(customer.list_items),
        "property": len(customer.properties),
    }
    plural = {"address": "addresses", "tag": "tags", "list entry": "list entries", "property": "properties"}
    return [f"{number} {plural[name] if number != 1 else name}" for name, number in counted.items() if number]
