"""One history: steps are taken one after the other, and after each of them the laws are asked."""

from __future__ import annotations

from tests.laws import laws
from tests.laws.acts import Act, Known, apart, default_is_set, flat_echo, growth_of, is_taken, removed_by, row_of
from tests.laws.agreement import regions_are_found
from tests.laws.asking import Asking
from tests.laws.facts import Faces, facts_of
from tests.laws.flags import flags_are
from tests.laws.guests import Guest
from tests.laws.house import OTHER, STORE, Answer
from tests.laws.leaving import MOST
from tests.laws.lines import lines_divide
from tests.laws.mirrors import mirrors_follow, own_mirrors_stay
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.numbers import addresses_are_new, id_is_new
from tests.laws.respelling import respelled
from tests.laws.scene import Scene, faces_of, moves_of, stated_facts
from tests.laws.sets import Growth, deliveries_are
from tests.laws.steps import Step
from tests.laws.times import made_now, time_moves, times_of_addresses, version_moves
from tests.laws.told import can_be_echoed, echo, echo_of_row, told
from tests.laws.tongues import at_once
from tests.laws.tongues.evershop import PASSWORD
from tests.laws.views import Person, Views

GUESTS = 3
"""Every so manieth history has a guest in the house."""
WHOLE = 10
"""So many steps pass between two looks at everybody."""


class History(Asking):
    """A store full of customers and everything that happens to them."""

    async def live(self, steps: list[Step]) -> None:
        """Nothing; all of it happened, and every law held. Raises AssertionError."""
        await self.house.begin()
        self.guest = Guest(self.house, self.tongues, len(steps)) if len(steps) % GUESTS == 0 else None
        if self.guest is not None:
            await self.guest.come()
        for number, step in enumerate(steps):
            self._number, self._texts = number, number % 3 == 0
            asked = self.counts.total()
            await self.take(step)
            self.counts["steps"] += self.counts.total() > asked
            if number % WHOLE == WHOLE - 1:
                await self.look_at_everybody()
        await self.look_at_everybody()
        await self.find_everybody(len(steps))
        await self.house.books.check()
        if self.guest is not None:
            await self.guest.go()
            self.guest = None
        await self.end()
        await self.house.books.check()

    # -- one step -----------------------------------------------------------------------------------------------------

    async def take(self, step: Step) -> None:
        """Nothing; the step was taken, if there was anything to take it on."""
        store = OTHER if step.elsewhere else STORE
        there = [one for one in self.known if one.person.store == store]
        if step.act == "rest":
            return
        if step.act == "create" or not there:
            if len(there) < MOST and step.act == "create":
                await self._create(step, store)
            return
        known = there[step.who % len(there)]
        self.house.tick()
        if store == STORE and not self._texts and ES in (step.tongue, *(one.tongue for one in step.beside)):
            await self._read_texts(known)
        match step.act:
            case "delete":
                await self.delete(step, known)
            case "echo":
                await self._echo(step, known)
            case "respell":
                view = known.views.get(step.tongue)
                again = respelled(step.tongue, view, step.row) if view is not None else None
                if again is not None:
                    await self._change(again, known)
            case "set_password":
                await self.set_password(step, known)
            case "fill" | "buy" | "add_entry" | "change_entry" | "drop_entry":
                await self.own(step, known)
            case "move":
                await self.move(step, known)
            case _:
                await self._change(step, known)

    async def _create(self, step: Step, store: int) -> None:
        self.house.tick()
        tongue = self.tongues.all[step.tongue]
        key = str(step.fields.get("email")).lower()
        holder = next(
            (one for one in self.known if one.person.store == store and one.views[OFN]["email"].lower() == key), None
        )
        if holder is not None and step.tongue == OFN:
            await self._change(Step(OFN, "change", 0, 0, step.fields), holder, again=True)
            return
        answer, number = await tongue.create(store, step.fields)
        self.count(step, answer)
        if not answer.good:
            self.refused(answer, step)
            held = holder is not None or self._holds_login(step)
            assert held or not is_taken(answer, step), f"law 13: {key} is free, and refused: {answer}"
            return
        assert holder is None, f"6.3: {key} was given to two customers"
        person = Person(number, store, password=PASSWORD if step.tongue == ES else "")
        if store == STORE:
            person.uuid = await self.tongues.evershop.uuid_of(number)
        id_is_new(self.house, person)
        views = await self._views(person)
        made_now(views[TN], self.house.now)
        faces = faces_of(views, Faces())
        addresses_are_new(self.house, person, Faces(), faces)
        rows = len(step.fields.get("addresses") or ()) + (1 if step.fields.get("shipping_address") else 0)
        said = told(step.tongue, "create", tongue.heard(step.fields), 0, None, views[step.tongue])
        scene = Scene(person, {}, views, Faces(), faces, (said,), {}, frozenset(), frozenset())
        laws.read_your_write(scene)
        self._mirrors_stay(scene)
        regions_are_found(scene)
        deliveries_are(scene, [Growth(new=rows)])
        self._see(Known(person, views, faces), said)
        self.known.append(Known(person, views, faces))

    async def _change(self, step: Step, known: Known, *, again: bool = False) -> None:
        acts = [act for one in (step, *step.beside) if (act := self.act_of(one, known)) is not None]
        acts = apart(acts, known)
        if not acts:
            return
        version = await self.house.books.version_of(known.person)
        if again:
            answers = [(await self.tongues.openfoodnetwork.create(known.person.store, step.fields))[0]]
        elif len(acts) == 1 and step.care == "stale":
            await self.expect_another(acts[0], known)
            return
        elif len(acts) == 1:
            ask = self.ask_once if step.care == "twice" else self.ask
            answers = [await ask(acts[0], known)]
        else:
            answers = await at_once(*(self.ask(act, known) for act in acts))
        for act, answer in zip(acts, answers, strict=True):
            self.count(act.step, answer)
            if not answer.good:
                self.refused(answer, act.step)
                held = self._is_held(act, known)
                assert held or not is_taken(answer, act.step), f"law 13: free, and refused: {answer} to {act.step}"
        done = [act for act, answer in zip(acts, answers, strict=True) if answer.good]
        stamp = known.views[TN]["updated_at"]
        await self._changed(done, known, self._seen(done[0], answers[0]) if len(acts) == len(done) == 1 else {})
        version_moves(version, await self.house.books.version_of(known.person), stamp, known.views[TN]["updated_at"])
        if step.care == "twice" and len(acts) == len(done) == 1:
            await self.ask_again(done[0], known, answers[0])

    def _seen(self, act: Act, answer: Answer) -> Views:
        """What the answer shows; now and then nothing, so that it is read."""
        if act.step.act != "change" or self._number % 3 == 1:
            return {}
        view = self.tongues.all[act.step.tongue].seen(answer)
        return {} if view is None else {act.step.tongue: view}

    async def _changed(self, acts: list[Act], known: Known, seen: Views) -> None:
        person, before = known.person, known.views
        after = await self._views(person, seen)
        if not acts:
            laws.nothing_changed(before, after, "law 14")
            return
        faces = faces_of(after, known.faces)
        growth = [growth_of(act, known) for act in acts]
        fresh = sorted(set(faces.deliveries) - set(known.faces.deliveries))
        said = [
            told(
                act.step.tongue,
                act.step.act,
                self.tongues.all[act.step.tongue].heard(act.fields),
                row_of(act, fresh),
                before.get(act.step.tongue),
                after[act.step.tongue],
            )
            for act in acts
            if after.get(act.step.tongue) is not None
        ]
        stated: dict[str, frozenset[str]] = {}
        moved: set[str] = set()
        for one, act in zip(said, acts, strict=False):
            facts = stated_facts(one, before, known.faces, faces, alone=len(acts) == 1) | removed_by(act, known)
            stated[one.tongue] = stated.get(one.tongue, frozenset()) | facts
            moved |= moves_of(one, before, after, known.faces, faces)
        named = frozenset((one.tongue, key) for one in said for key in one.named)
        self._note_shipping(acts, known, after, faces)
        if self._number % 2 and any(act.step.tongue == TN for act in acts):
            await self._list_shows(known.person, after[TN])
        scene = Scene(person, before, after, known.faces, faces, tuple(said), stated, named, frozenset(moved))
        laws.read_your_write(scene)
        deliveries_are(scene, growth)
        laws.untouched_survives(scene)
        laws.said_again(scene)
        laws.names_divide(scene)
        lines_divide(scene)
        mirrors_follow(scene)
        self._mirrors_stay(scene)
        laws.moves_clear(scene)
        regions_are_found(scene)
        time_moves(scene, self.house.now)
        times_of_addresses(scene, self.house.now)
        addresses_are_new(self.house, person, known.faces, faces)
        for act in acts:
            default_is_set(act, after, faces)
        if len(acts) == 1:
            flags_are(acts[0], scene)
        self._default_stays(acts, known, faces)
        known.views, known.faces = after, faces
        _unpin(scene)
        self._see(known, *said)

    async def _echo(self, step: Step, known: Known) -> None:
        view = known.views.get(step.tongue)
        if view is None or not can_be_echoed(step.tongue, view):
            return
        person, tongue = known.person, self.tongues.all[step.tongue]
        fields = echo(step.tongue, view)
        answers = [await tongue.change(person, fields)] if fields else []
        if step.tongue in (AI, ES):
            for number in view["addresses"]:
                row = echo_of_row(step.tongue, view, number)
                answers.append(await self.ask(Act(Step(step.tongue, "change_row"), number, row), known))
        for answer in answers:
            self.count(step, answer)
            assert answer.good, (
                f"law 5: what {step.tongue} shows is refused: {answer.status} {answer.document} to {fields}"
            )
        after = await self._views(person)
        laws.nothing_changed(known.views, after, f"law 5: an echo in {step.tongue}")
        said = told(step.tongue, "change", flat_echo(fields), 0, view, after[step.tongue])
        same = known.faces
        self._mirrors_stay(Scene(person, known.views, after, same, same, (said,), {}, frozenset(), frozenset()))
        self._see(known, said)

    def _holds_login(self, step: Step) -> bool:
        """True where Aimeos is asked for a login that somebody has: that is refused, though the e-mail be free."""
        wanted = str(step.fields.get("code") or step.fields.get("email")).lower()
        return step.tongue == AI and any(
            one.views.get(AI, {}).get("code", wanted).lower() == wanted for one in self.known
        )

    def _mirrors_stay(self, scene: Scene) -> None:
        own_mirrors_stay(scene)
        person = scene.person
        code = person.mirrors.get("code", "").casefold()
        others = (one.views for one in self.known if one.person.store == person.store and one.person.id != person.id)
        if any(AI not in views or views[AI]["code"].casefold() == code for views in others):
            person.mirrors.pop("code", None)  # an echo makes nobody the owner of what is somebody else's login

    def _is_held(self, act: Act, known: Known) -> bool:
        """True where somebody else has an e-mail that is asked for, or a login that Aimeos is asked for."""
        keys = ("email", "code") if act.step.tongue == AI else ("email",)
        wanted = {str(act.fields[key]).lower() for key in keys if act.fields.get(key)}
        for one in self.known:
            if one is known or one.person.store != known.person.store:
                continue
            logins = {one.views[AI]["code"].lower()} if AI in one.views else wanted
            if wanted & {one.views[OFN]["email"].lower(), *(logins if act.step.tongue == AI else ())}:
                return True
        return False


def _unpin(scene: Scene) -> None:
    """Nothing; what was written over a fallback ends where somebody else states the fact, be it as nothing."""
    person = scene.person
    for tongue, key in tuple(person.pins):
        others = (facts for writer, facts in scene.stated.items() if writer != tongue)
        if not facts_of(tongue, key, scene.faces).isdisjoint(frozenset[str]().union(*others)):
            person.pins.discard((tongue, key))
