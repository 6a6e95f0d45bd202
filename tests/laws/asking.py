"""How a step becomes a request: the customer and address that it is about, and whom to ask."""

from __future__ import annotations

from typing import Any

from tests.laws.acts import FAULT, Act, Known
from tests.laws.careful import Careful
from tests.laws.house import Answer
from tests.laws.names import ES, OFN, TN
from tests.laws.steps import Step

NOBODYS = 999_999_999
"""No address has that id."""


class Asking(Careful):
    """Acts, asked of the dialects."""

    def act_of(self, step: Step, known: Known) -> Act | None:
        """The step with the address that it is about; None where there is nothing to do."""
        view = known.views.get(step.tongue)
        if view is None:
            return None
        if step.act in ("change_row", "drop_row"):
            rows = view["addresses"]
            return Act(step, rows[step.row % len(rows)], step.fields) if rows else None
        if step.act == "default_billing":
            row = known.faces.billing
            return Act(Step(ES, "change_row", fields={"is_default": True}), row, {"is_default": True}) if row else None
        return Act(step, 0, step.fields) if step.fields else None

    async def ask(self, act: Act, known: Known) -> Answer:
        """The answer to the act."""
        person = known.person
        tongue: Any = self.tongues.all[act.step.tongue]
        answer: Answer
        match act.step.act:
            case "change":
                answer = await tongue.change(person, act.fields)
            case "add_row":
                answer = await tongue.add_row(person, {**self._foreign_id(act, known), **act.fields})
            case "change_row":
                answer = await tongue.change_row(person, act.row, act.fields)
            case _:
                answer = await tongue.drop_row(person, act.row)
        return answer

    def _foreign_id(self, act: Act, known: Known) -> dict[str, int]:
        """An id that is none of this customer's delivery addresses: Tiendanube makes a new one of it all the same."""
        if act.step.tongue != TN or act.step.row % 2:
            return {}
        others = [one.faces.deliveries[0] for one in self.known if one is not known and one.faces.deliveries]
        alone = () if known.faces.billing in known.faces.deliveries else (known.faces.billing,)
        numbers = [number for number in (*alone, *others) if number] or [NOBODYS]
        return {"id": numbers[act.step.row % len(numbers)]}

    def refused(self, answer: Answer, step: Step) -> None:
        """Nothing. Raises where the refusal is a fault of ours."""
        fault = answer.status >= 500 and (step.tongue in (TN, OFN) or FAULT in str(answer.document))
        assert not fault, f"a fault: {answer} to {step}"
