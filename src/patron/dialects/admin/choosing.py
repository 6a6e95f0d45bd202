"""The choice between two changes of the same field: what it was, mine, theirs."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from patron.dialects.admin import render
from patron.operations.merging import Clash, Merge, Texts
from patron.operations.office import Visit
from patron.wire.reply import Reply
from patron.wire.request import Wire


class Contested(Struct, frozen=True):
    """A field that two people changed, in words."""

    label: str
    clash: Clash
    was: str
    mine: str
    theirs: str


class Subject(Struct, frozen=True):
    """What was changed by two: its name, its page, and where its form goes."""

    name: str
    back: str
    action: str


def choice(
    merge: Merge,
    now: Texts,
    subject: Subject,
    words: tuple[Callable[[str], str], Callable[[str, str], str]],
    wire: Wire,
    visit: Visit,
) -> Reply:
    """409 and the choice. `words`: what a field is called, and how its text is shown; `now`: what is stored."""
    label, shown = words
    clashing = {clash.field for clash in merge.clashes}
    return render.page(
        "clash.html",
        wire,
        visit,
        code=409,
        subject=subject,
        clashes=[
            Contested(label(one.field), one, *(shown(one.field, text) for text in (one.was, one.mine, one.theirs)))
            for one in merge.clashes
        ],
        kept=[(field, text) for field, text in merge.said.items() if field not in clashing],
        was=now,
    )
