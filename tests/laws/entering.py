"""One password for all dialects: whoever sets it, it opens every door, and whatever the old one opened is shut."""

from __future__ import annotations

from msgspec.structs import replace

from tests.laws.acts import Known
from tests.laws.house import STORE
from tests.laws.names import AI, ES, TN
from tests.laws.owning import Owning
from tests.laws.steps import Step
from tests.laws.views import Person


class Entering(Owning):
    """Passwords, and the tokens that are given for them."""

    async def set_password(self, step: Step, known: Known) -> None:
        """Nothing; the password is another one, everywhere."""
        person, view = known.person, known.views.get(step.tongue)
        if view is None or person.store != STORE or not view["email"]:
            return
        password = step.fields["password"]
        old, shop = replace(person), await self.tongues.evershop.token_for(person, known.views[ES]["email"])
        answer = await self.tongues.all[step.tongue].set_password(person, password)
        self.count(step, answer)
        assert answer.good, f"a password was refused: {answer}"
        enabled = known.views[ES]["status"] == 1
        person.password = password
        if step.tongue != AI:
            person.token, person.was_let_in, person.was_locked_out = "", False, False
        # aimeos.md 6: an empty stored label is made of the stored names by the next write.
        also = frozenset({(AI, "label")} if step.tongue == AI and view["label"] == "" else ())
        await self._only(known, TN, {"active": enabled}, "a password", moves=True, also=also)
        await self._old_tokens_died(step.tongue, old, shop)
        await self._opens(person, known, enabled=enabled, old=old.password)

    async def _old_tokens_died(self, tongue: str, old: Person, shop: str) -> None:
        if old.token and tongue != AI:
            assert await self.tongues.aimeos.view(old) is None, f"2.4: Aimeos' token outlived a password of {tongue}'s"
        if shop:
            found = await self.tongues.evershop.of_token(shop)
            assert found is None, f"EverShop's token outlived a password of {tongue}'s: {found}"

    async def _opens(self, person: Person, known: Known, *, enabled: bool, old: str) -> None:
        email = known.views[ES]["email"]
        token = await self.tongues.evershop.token_for(person, email)
        assert bool(token) is enabled, f"EverShop lets {email} in: {bool(token)}, and should: {enabled}"
        if token:
            assert await self.tongues.evershop.of_token(token) == person.id
        bearer = await self.tongues.aimeos.token_for(email, person.password)
        assert bool(bearer) is enabled, f"Aimeos lets {email} in: {bool(bearer)}, and should: {enabled}"
        if bearer:
            person.token = bearer
            assert await self.tongues.aimeos.view(person) == known.views[AI]
        if old and old != person.password and self._number % 3 == 0:
            assert not await self.tongues.aimeos.token_for(email, old), "the old password opens Aimeos"
