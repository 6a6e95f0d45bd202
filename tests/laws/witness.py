"""Whoever looks at the customers after each step, through all dialects and all their lists."""

from __future__ import annotations

from collections import Counter
from typing import Final

from tests.laws import laws
from tests.laws.acts import Act, Known
from tests.laws.agreement import all_agree
from tests.laws.facts import Faces
from tests.laws.guests import Guest
from tests.laws.house import OTHER, STORE, House
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.sets import addresses_are_one_set, billing_is_shown, shipping_is_the_default
from tests.laws.told import Told
from tests.laws.tongues import NOTHING, Tongues
from tests.laws.values import EMAILS
from tests.laws.views import Person, View, Views

KEYS: Final = sorted({email.lower() for email in EMAILS if "@" in email})


class Witness:
    """Everybody that there is, as seen last."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.tongues = Tongues(house)
        self.known: list[Known] = []
        self._texts = True
        self._number = 0
        self.counts: Counter[str] = Counter()
        self.guest: Guest | None = None

    async def _read_texts(self, known: Known) -> None:
        """Nothing; what is known of the customer is whole, for a step that is about all of it."""
        self._texts = True
        shop = known.views[ES]
        if not any(key.endswith(".province") for key in shop) and shop["addresses"]:
            known.views = {**known.views, ES: await self.tongues.evershop.texts(known.person, shop)}

    async def _raw_views(self, person: Person, seen: Views = NOTHING) -> dict[str, View | None]:
        return await self.tongues.views(person, texts=self._texts, seen=seen)

    async def _views(self, person: Person, seen: Views = NOTHING) -> dict[str, View]:
        """What the dialects show; Aimeos is not there while the account is disabled."""
        found = await self._raw_views(person, seen)
        shop = found.get(ES)
        if shop is not None and AI in found:
            enabled = shop["status"] == 1
            if not enabled:
                person.was_locked_out |= person.was_let_in
            elif person.was_locked_out:
                assert found[AI] is None, "6.1: a token outlived that its account was disabled"
                person.was_locked_out = False
            if found[AI] is None and enabled:  # a token that died with the disabled account
                person.token = ""
                found[AI] = await self.tongues.aimeos.view(person)
            person.was_let_in |= enabled
            assert (found[AI] is not None) is enabled, f"law 12: enabled: {enabled}, and Aimeos shows {found[AI]}"
        gone = [name for name, view in found.items() if view is None and name != AI]
        assert not gone, f"law 12: {gone} do not show customer {person.id}"
        return {name: view for name, view in found.items() if view is not None}

    async def _list_shows(self, person: Person, view: View) -> None:
        """Nothing. Raises where Tiendanube's list, whose documents are kept, shows something older."""
        shown = (await self.tongues.tiendanube.listed(person.store))[person.id]
        laws.nothing_changed({TN: view}, {TN: shown}, "law 1: in the list")

    def _see(self, known: Known, *told: Told) -> None:
        """Nothing; what always holds is asked, and what was written over a fallback is noted."""
        person, views, faces = known.person, known.views, known.faces
        for said in told:
            person.said |= {(said.tongue, str(one.shown)) for one in said.named.values()}
            person.pins |= {(said.tongue, key) for key, one in said.named.items() if one.sent not in ("", None)}
        all_agree(views, faces, person)
        addresses_are_one_set(views, faces)
        shipping_is_the_default(views, faces, person)
        billing_is_shown(views, faces)
        moved, person.shipping = person.shipping != faces.default, faces.default
        person.pins = {
            (name, key) for name, key in person.pins
            if laws.is_without_own(views, faces, name, key)
            and (name not in views or key in views[name])  # with an address go its pins
            and not (moved and key.startswith("shipping."))
        }  # fmt: skip

    def _note_shipping(self, acts: list[Act], known: Known, after: Views, faces: Faces) -> None:
        person = known.person
        took = any(act.step.tongue == OFN and act.fields.get("shipping_address", 0) is None for act in acts)
        if took and known.views[OFN]["shipping"]:
            person.no_shipping = True
        flags = ES in after and any(after[ES].get(f"row.{number}.is_default") for number in faces.deliveries)
        if not faces.deliveries or flags or after[OFN]["shipping"]:
            person.no_shipping = False

    def _default_stays(self, acts: list[Act], known: Known, faces: Faces) -> None:
        """Law 2: the default moves only where somebody moves it, or takes it away."""
        was = known.faces.default
        if was is None or was not in faces.deliveries or was == faces.default:
            return
        movers = any("is_default" in act.fields or act.fields.get("shipping_address") for act in acts)
        assert movers, f"law 9: the default moved from {was} to {faces.default}"

    async def look_at_everybody(self) -> None:
        """Nothing; every list shows exactly the customers that there are, each as it was seen last (laws 12, 15)."""
        for store in (STORE, OTHER):
            there = {one.person.id: one for one in self.known if one.person.store == store}
            for tongue in self.tongues.of(store):
                if tongue.name == AI:
                    continue
                shown = await tongue.listed(store)
                if store == STORE and self.guest is not None:
                    there_too = shown.pop(self.guest.person.id, None) is not None
                    assert there_too is (tongue.name != OFN), f"6: {tongue.name} lists the guest: {there_too}"
                assert shown.keys() == there.keys(), f"law 12: {tongue.name} lists {sorted(shown)}, not {sorted(there)}"
                for number, view in shown.items():
                    seen = there[number].views[tongue.name]
                    part = {key: seen.get(key) for key in view}
                    laws.nothing_changed(
                        {tongue.name: part}, {tongue.name: view}, f"law 15: in the list, customer {number}"
                    )
            codes = [one.views[OFN]["code"] for one in there.values() if one.views[OFN]["code"] is not None]
            assert len(codes) == len(set(codes)), f"section 1: codes of store {store} are {codes}"
        for one in self.known:
            if one.person.store == STORE and AI in one.views:
                laws.nothing_changed({AI: one.views[AI]}, {AI: await self.tongues.aimeos.view(one.person)}, "law 15")

    async def find_everybody(self, number: int) -> None:
        """Nothing; who is looked for by e-mail is found, in the own store, under the e-mail of today (laws 13, 15)."""
        for store in (STORE, OTHER):
            there = {one.views[OFN]["email"]: one.person.id for one in self.known if one.person.store == store}
            for email in {*there, KEYS[number % len(KEYS)]} & set(KEYS):
                wanted = [there[email]] if email in there else []
                for tongue in self.tongues.of(store):
                    found = wanted if tongue.name == AI else await tongue.with_email(store, email)
                    assert found == wanted, f"law 15: {tongue.name} finds {found} under {email} in store {store}"
