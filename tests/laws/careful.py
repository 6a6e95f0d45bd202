"""Careful callers: a write that expects another version changes nothing, a repeated one is carried out once."""

from __future__ import annotations

from tests.laws import laws
from tests.laws.acts import Act, Known
from tests.laws.entering import Entering
from tests.laws.house import Answer
from tests.laws.names import OFN, TN

STALE = '"of-old"'


class Careful(Entering):
    """`If-Match` and `Idempotency-Key`, in every dialect."""

    async def ask(self, act: Act, known: Known) -> Answer:
        """The answer to the act."""
        raise NotImplementedError

    async def expect_another(self, act: Act, known: Known) -> None:
        """Law 14: refused, and nothing changed."""
        with self.house.saying({"if-match": STALE}):
            answer = await self.ask(act, known)
        self.counts[f"{act.step.tongue} stale refused"] += 1
        assert not answer.good, f"If-Match: {act.step.tongue} wrote over a version that is not there: {answer}"
        self.refused(answer, act.step)
        laws.nothing_changed(known.views, await self._views(known.person), "law 14: a stale write")

    async def ask_once(self, act: Act, known: Known) -> Answer:
        """The answer, under a key that is used again by `ask_again`."""
        with self.house.saying({"idempotency-key": self._key()}):
            return await self.ask(act, known)

    async def ask_again(self, act: Act, known: Known, answer: Answer) -> None:
        """The same call under the same key gets the same answer, and nobody sees any change."""
        self.house.tick()
        again = await self.ask_once(act, known)
        self.counts[f"{act.step.tongue} again done"] += 1
        same = (again.status, again.document) == (answer.status, answer.document)
        assert same, f"Idempotency-Key: {act.step.tongue} answers {again}, not {answer}"
        for tongue in (TN, OFN):
            view = await self.tongues.all[tongue].view(known.person)
            laws.nothing_changed({tongue: known.views[tongue]}, {tongue: view}, "Idempotency-Key: carried out twice")

    def _key(self) -> str:
        return f"laws-{self.house.born}-{self._number}"
