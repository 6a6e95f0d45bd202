"""Purchase facts of many customers, from an order system: matched with the store's customers, then told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from patron.domain.purchases import CustomersGone
from patron.operations.ports import HolderKey, Store, Writing
from patron.operations.purchase_lines import Fault, Line
from patron.operations.record import Record

CHUNK: Final = 2000
"""Lines that are matched at a time."""


class BadLines(Exception):
    """Lines that cannot be used; nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = faults


async def matched(
    store: Store, store_id: int, lines: Sequence[Line], progress: Callable[[int], None]
) -> tuple[Mapping[int, Line], Sequence[Fault]]:
    """(the lines by id of their customer, those whose customer is not to be found or was named before)."""
    match = _Match()
    unfound: list[Line] = []
    for some in _chunks(lines):
        found = await _holders(store, store_id, some)
        for line in some:
            holder = found[line.key].get(line.value)
            if holder is not None:
                match.take(line, [holder])
            else:
                unfound.append(line)
        progress(some[-1].number)
    duplicates = await _duplicates(store, store_id, [line for line in unfound if line.key == "email_key"])
    for line in unfound:
        match.take(line, duplicates.get(line.value, ()) if line.key == "email_key" else ())
    return match.lines, match.faults


class _Match:
    """What has been matched so far."""

    def __init__(self) -> None:
        self.lines: dict[int, Line] = {}
        self.faults: list[Fault] = []

    def take(self, line: Line, holders: Sequence[int]) -> None:
        """Nothing comes back; the line is for its customer, or a fault."""
        if not holders:
            self._refuse(line, "the store has no such customer")
        elif len(holders) > 1:
            self._refuse(line, "several customers have this e-mail: say the id or the uuid of one")
        elif holders[0] in self.lines:
            self._refuse(line, f"names the same customer as line {self.lines[holders[0]].number}")
        else:
            self.lines[holders[0]] = line

    def _refuse(self, line: Line, reason: str) -> None:
        self.faults.append(Fault(line.number, reason))


async def _holders(store: Store, store_id: int, lines: Sequence[Line]) -> Mapping[HolderKey, Mapping[int | str, int]]:
    values: dict[HolderKey, list[int | str]] = {}
    for line in lines:
        values.setdefault(line.key, []).append(line.value)

    async def read(key: HolderKey) -> Mapping[int | str, int]:
        return await store.read(lambda unit: unit.purchases.holders(store_id, key, values[key]))

    return {key: await read(key) for key in values}


async def _duplicates(store: Store, store_id: int, lines: Sequence[Line]) -> Mapping[int | str, Sequence[int]]:
    """Key of an e-mail -> everybody who has it only as a duplicate. They are few, but no index finds them."""
    found: dict[int | str, list[int]] = {}
    if not lines:
        return found
    for key, holder in await store.read(lambda unit: unit.purchases.duplicates(store_id)):
        found.setdefault(key, []).append(holder)
    return found


async def told(
    store: Store, record: Record, store_id: int, lines: Mapping[int, Line], progress: Callable[[int], None]
) -> int:
    """How many customers changed, all in one transaction. Raises BadLines where somebody was deleted meanwhile."""
    news = {holder: line.news for holder, line in lines.items()}

    async def tell(unit: Writing) -> int:
        return await unit.purchases.tell(store_id, news, lambda customer: record.settled(customer, unit), progress)

    try:
        return await store.write(tell)
    except CustomersGone as gone:
        numbers = sorted(lines[holder].number for holder in gone.ids)
        raise BadLines([Fault(number, "its customer has just been deleted") for number in numbers]) from None


def _chunks(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    return (lines[start : start + CHUNK] for start in range(0, len(lines), CHUNK))
