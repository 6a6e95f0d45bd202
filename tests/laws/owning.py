"""What one dialect alone says of a customer: metafields, properties, list items, purchase facts (section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from tests.laws import laws
from tests.laws.acts import Known
from tests.laws.house import Answer
from tests.laws.leaving import Leaving
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.steps import Step
from tests.laws.views import View, Views

ENTRIES: Final[Mapping[str, str]] = {"property": "properties", "relationships": "lists"}
"""Aimeos' resource -> the key of a view that shows its entries."""
Keys: TypeAlias = frozenset[tuple[str, str]]
"""(dialect, key) of what is shown."""
_TIME: Final = frozenset({(TN, "updated_at")})
_NONE: Final[Keys] = frozenset()


class Owning(Leaving):
    """Acts on these; whatever they do, no other dialect shows anything new."""

    async def own(self, step: Step, known: Known) -> None:
        """Nothing; the step was taken, if there is somebody to take it."""
        if known.views.get(step.tongue) is None:
            return
        match step.act:
            case "fill":
                await self._fill(step, known)
            case "buy":
                await self._buy(step, known)
            case "add_entry":
                await self._add(step, known)
            case _:
                await self._change_entry(step, known)

    async def _fill(self, step: Step, known: Known) -> None:
        """EverShop's metafields: the set of defined keys is replaced."""
        wanted = {name: bag for name, bag in step.fields.items() if bag}
        answer = await self.tongues.evershop.fill(known.person, step.fields)
        self.count(step, answer)
        assert answer.good, f"metafields: {answer}"
        assert answer.document["data"]["metaData"] == wanted
        await self._only(known, ES, {"metafields": wanted}, "metafields")

    async def _buy(self, step: Step, known: Known) -> None:
        """An order system tells of purchases; they are shown, and nobody can write them."""
        person, orders, credit = known.person, step.fields["orders"], step.fields["credit"]
        await self.house.books.buy(person, orders, credit)
        self.counts["tiendanube buy done"] += 1
        news = (person.orders, person.credit) != (orders, credit)
        person.orders, person.credit = orders, credit
        shown = {"total_spent": f"{orders * 12}.50" if orders else "0.00", "last_order_id": orders or None}
        await self._only(known, TN, shown, "purchases", moves=news)
        balance = await self.tongues.openfoodnetwork.balance(person)
        assert balance == -orders, f"purchases: Open Food Network's balance is {balance}, not {-orders}"

    async def _add(self, step: Step, known: Known) -> None:
        key = ENTRIES[step.fields["related"]]
        said = step.fields["attributes"]
        before: tuple[View, ...] = known.views[AI][key]
        answer = await self.tongues.aimeos.add_entry(known.person, step.fields["related"], said)
        self.count(step, answer)
        # A membership is nobody's to give; a list item is there once for its domain, type and refid, and a property for
        # its type, language and value, but where it is of no language (section 1).
        twin = said.get("languageid", "") is not None and any({k: one[k] for k in said} == said for one in before)
        taken = twin or said.get("domain") == "customer/group"
        assert answer.good is not taken, f"{said} beside {before} is answered with {answer}"
        if taken:
            self.refused(answer, step)
            await self._only(known, AI, {}, "law 14")
            return
        after = await self._only(known, AI, {key: None}, f"a new entry of {key}")
        shown: tuple[View, ...] = after[AI][key]
        assert shown[:-1] == before, f"a new entry changed the others: {shown}, {before}"
        assert {name: shown[-1][name] for name in said} == said, f"law 1: {said} is shown as {shown[-1]}"

    async def _change_entry(self, step: Step, known: Known) -> None:
        related, said = step.fields["related"], step.fields["attributes"]
        key = ENTRIES[related]
        before: tuple[View, ...] = known.views[AI][key]
        if not before:
            return
        at = step.row % len(before)
        answer: Answer
        if step.act == "drop_entry":
            answer = await self.tongues.aimeos.drop_entry(known.person, related, before[at]["id"])
            wanted = before[:at] + before[at + 1 :]
        else:
            answer = await self.tongues.aimeos.change_entry(known.person, related, before[at]["id"], said)
            wanted = (*before[:at], {**before[at], **said}, *before[at + 1 :])
        self.count(step, answer)
        if not answer.good:
            self.refused(answer, step)
            wanted = before
        await self._only(known, AI, {key: wanted}, f"an entry of {key}")

    async def _only(
        self, known: Known, tongue: str, shown: Mapping[str, Any], why: str, *, moves: bool = False, also: Keys = _NONE
    ) -> Views:
        """What is shown now: those keys of the dialect as wanted (None: as it may be), all others as before.

        `moves`: it is a change, though nobody shows it. `also`: (dialect, key) that may be another.
        """
        after = await self._views(known.person)
        for key, value in shown.items():
            found = after[tongue][key]
            assert value is None or found == value, f"law 1: {why}: {tongue} shows {key} as {found!r}, not {value!r}"
        but = _TIME | also | {(tongue, key) for key in shown}
        laws.nothing_changed(without(known.views, but), without(after, but), why)
        moved = known.views[TN]["updated_at"] != after[TN]["updated_at"]
        differs = moves or any(known.views[tongue][key] != after[tongue][key] for key in shown)
        assert moved == differs, f"6.4: {why}: something changed: {differs}, updated_at moved: {moved}"
        known.views = after
        return after


def without(views: Views, keys: frozenset[tuple[str, str]] | set[tuple[str, str]]) -> dict[str, View]:
    """The views without those (dialect, key)."""
    return {
        tongue: {key: value for key, value in view.items() if (tongue, key) not in keys}
        for tongue, view in views.items()
    }


__all__ = ["ENTRIES", "OFN", "Owning", "without"]
