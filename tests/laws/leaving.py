"""How customers go: deleted through any dialect, or moved to another store."""

from __future__ import annotations

from msgspec.structs import replace

from tests.laws import laws
from tests.laws.acts import Known
from tests.laws.house import OTHER, STORE, Answer
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.scene import faces_of
from tests.laws.steps import Step
from tests.laws.views import Person
from tests.laws.witness import Witness

MOST = 3
"""Customers of a store at a time."""
LEFT_BEHIND = frozenset({"updated_at", "group", "groups", "total_spent", "last_order_id"})
"""What does not come along to another store, and the moment."""


class Leaving(Witness):
    """Ends of customers, and their new beginnings."""

    async def delete(self, step: Step, known: Known) -> None:
        """Law 13: gone through one is gone in all. A platform that keeps customers with orders or credit refuses."""
        person, tongue = known.person, self.tongues.all[step.tongue]
        if known.views.get(step.tongue) is None:
            return
        answer = await tongue.delete(person)
        self.count(step, answer)
        if is_kept(person, step.tongue):
            assert not answer.good, f"6.5: {step.tongue} deleted somebody with {person.orders} orders: {answer}"
            laws.nothing_changed(known.views, await self._views(person), "law 14")
            return
        assert answer.good, f"law 13: {answer}"
        self.known.remove(known)
        for name, view in (await self._raw_views(person)).items():
            assert view is None, f"law 13: deleted through {step.tongue}, and {name} shows {view}"

    async def move(self, step: Step, known: Known) -> None:
        """Open Food Network moves a customer to the other enterprise (6.7)."""
        person = known.person
        target = OTHER if person.store == STORE else STORE
        others = [one for one in self.known if one.person.store == target]
        if len(others) >= MOST:
            return
        if person.store == STORE:
            person.shop_token = await self.tongues.evershop.token_for(person, known.views[ES]["email"])
        emails = {one.views[OFN]["email"] for one in others}
        answer = await self.tongues.openfoodnetwork.change(person, {"enterprise_id": target})
        self.count(step, answer)
        taken = known.views[OFN]["email"] in emails
        if not answer.good:
            self.refused(answer, step)
            laws.nothing_changed(known.views, await self._views(person), "law 14")
            return
        assert not taken, f"6.7: {known.views[OFN]['email']} is in the other store twice"
        await self._moved(known, target)

    async def _moved(self, known: Known, target: int) -> None:
        person, before = known.person, known.views
        if person.token:
            ghost = replace(person)
            assert await self.tongues.aimeos.view(ghost) is None, "6.7: a token outlived the move"
        person.store, person.token, person.orders, person.credit = target, "", 0, 0
        if target == STORE:
            uuid = await self.tongues.evershop.uuid_of(person.id)
            assert uuid == (person.uuid or uuid), f"6.7: {person.uuid} moved and came back as {uuid}"
            person.uuid = uuid
        after = await self._views(person)
        bought = after[TN]["total_spent"], after[TN]["last_order_id"]
        assert bought == ("0.00", None), f"6.7: purchases came along: {bought}"
        for name in before.keys() & after.keys():
            was = {**before[name], "enterprise_id": target}
            now = {**after[name], "enterprise_id": target}
            for view in (was, now):
                for key in LEFT_BEHIND:
                    view.pop(key, None)
            laws.nothing_changed({name: was}, {name: now}, "6.7: a move")
        known.views, known.faces = after, faces_of(after, known.faces)
        if target == STORE and person.shop_token:
            found = await self.tongues.evershop.of_token(person.shop_token)
            assert found is None, f"6.7: a token outlived the move there and back: {found}"
        if target == STORE and person.password and AI in after:
            token = await self.tongues.aimeos.token_for(after[OFN]["email"], person.password)
            assert token, "6.7: the password did not come along"
            person.token = token

    async def end(self) -> None:
        """Nothing; nobody is left, and nothing of them."""
        for number, one in enumerate(list(self.known)):
            if one.person.store == OTHER and (one.person.orders or one.person.credit):
                await self.house.books.buy(one.person, 0, 0)
                one.person.orders = one.person.credit = 0
            able = [name for name in (TN, OFN, ES, AI) if name in one.views and not is_kept(one.person, name)]
            await self.delete(Step(able[number % len(able)], "delete"), one)
        await self.look_at_everybody()

    def count(self, step: Step, answer: Answer) -> None:
        """Nothing; the act is counted."""
        self.counts[f"{step.tongue} {step.act} {'done' if answer.good else 'refused'}"] += 1

    def refused(self, answer: Answer, step: Step) -> None:
        """Nothing. Raises where the refusal is a fault of ours."""
        raise NotImplementedError


def is_kept(person: Person, tongue: str) -> bool:
    """True where the platform does not let somebody with so many orders or so much credit go (6.5)."""
    return (tongue == TN and person.orders > 0) or (tongue == OFN and person.credit > 0)
