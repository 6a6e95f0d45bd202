"""Several customers at once: enabled, disabled, tagged after a question, or exported as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from patron.dialects.admin import asking, lens, listing, parse, render
from patron.dialects.admin.notation import LONGEST_TAG
from patron.dialects.admin.texts import text_of
from patron.domain.customer import Customer
from patron.domain.names import called
from patron.operations import bulk
from patron.operations.bulk import MOST, Action, Asked, Batch, Bulk
from patron.operations.office import Visit, signed_in
from patron.operations.record import Record
from patron.wire.dialect import Route, chosen, reads, secretive, writes
from patron.wire.refusals import Malformed
from patron.wire.reply import Reply
from patron.wire.request import Wire

QUESTIONS: Final[Mapping[Action, str]] = {
    Action.ENABLE: "Enable",
    Action.DISABLE: "Disable",
    Action.TAG: "Tag",
    Action.EXPORT: "Export",
}
EFFECTS: Final[Mapping[Action, str]] = {
    Action.ENABLE: "They can sign in again.",
    Action.DISABLE: "They can sign in nowhere, and every session and token of theirs ends.",
    Action.TAG: "The tag is added to those that they have.",
    Action.EXPORT: "",
}
_NO_TAG: Final = frozenset("\0\r\n")
_FORMULA: Final = ("=", "@", "\t", "\r")


def batches(record: Record) -> tuple[Route, ...]:
    """The rows of the table."""
    path = "/customers/bulk"
    asking = reads("POST", path, signed_in, _batch, bulk.ask, _question)
    exporting = reads("POST", path, signed_in, _batch, bulk.export, _table)
    doing = writes("POST", path, signed_in, _batch, Bulk(record).do, _done)
    # Lists of people: no deletion of one of them would find a kept answer.
    return (secretive(chosen("POST", path, signed_in, _which, {"ask": asking, "export": exporting, "do": doing})),)


def _which(wire: Wire, visit: Visit) -> str:
    fields = dict(parse.pairs(wire, visit))
    if fields.get("action") == Action.EXPORT.value:
        return "export"
    return "do" if fields.get("sure") == "1" and not _fault(_batch(wire, visit)) else "ask"


def _batch(wire: Wire, visit: Visit) -> Batch:
    """What the form says. Raises as `parse.pairs`, and Malformed for what is no action."""
    pairs = parse.pairs(wire, visit)
    fields = dict(pairs)
    _back(wire, visit)  # refused before anything is done
    uuids = tuple(dict.fromkeys(text for name, text in pairs if name == "uuid"))[:MOST]
    tag = fields.get("tag", "").strip()
    try:
        return Batch(Action(fields.get("action", "")), uuids, tag)
    except ValueError:
        raise Malformed("body") from None


def _fault(batch: Batch) -> str:
    """Why the tag cannot be stored; '' where it can, or where there is none to be."""
    if batch.action is not Action.TAG:
        return ""
    if not batch.tag:
        return "Which tag? Type it beside the button first."
    if len(batch.tag) > LONGEST_TAG:
        return f"The tag is too long. It may have {LONGEST_TAG} characters."
    return "The tag is not readable. It is one line of text." if set(batch.tag) & _NO_TAG else ""


def _question(asked: Asked, wire: Wire, visit: Visit) -> Reply:
    batch = asked.batch
    missing = _fault(batch) if asked.customers else "Nobody was chosen. Tick the boxes before the names first."
    back = _back(wire, visit)
    return render.page(
        "bulk.html",
        wire,
        visit,
        back=urlencode(back),
        back_to=listing.link(back),
        code=422 if missing else 200,
        missing=missing,
        batch=batch,
        verb=QUESTIONS[batch.action],
        effect=EFFECTS[batch.action],
        people=[(called(one) or one.email, one) for one in asked.customers],
        status_name=lens.status_name,
    )


def _done(count: int, wire: Wire, visit: Visit) -> Reply:
    said = {**_back(wire, visit), "done": "bulk", "changed": count}
    return render.elsewhere(f"{listing.PATH}?{urlencode(said)}")


def _back(wire: Wire, visit: Visit) -> dict[str, str]:
    """What the list showed that the form was sent from; nothing but that is taken over."""
    return asking.picked(parse.in_query(parse.form(wire, visit).get("back", "")))


def _table(customers: tuple[Customer, ...], _wire: Wire, _visit: Visit) -> Reply:
    """200 and a table as CSV, every fact of the customers in a column of its own."""
    facts = [fact for section in lens.CUSTOMER for fact in section.facts]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["id", "uuid", *(fact.name for fact in facts), "tags"])
    for one in customers:
        cells = [text_of(fact.kind, getattr(one, fact.name)) for fact in facts]
        writer.writerow([str(one.id), one.uuid, *map(_cell, cells), _cell(", ".join(one.tags))])
    headers = (("Content-Disposition", 'attachment; filename="customers.csv"'), *render.SAFE)
    return Reply(200, text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", headers)


def _cell(text: str) -> str:
    """The text as no spreadsheet takes it for a formula; signs before a number, as in phones, are left alone."""
    signed = text[:1] in {"+", "-"} and not set(text) <= set("0123456789+-()./ ")
    return f"'{text}" if signed or text.startswith(_FORMULA) else text
