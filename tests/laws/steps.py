"""Random steps: what somebody does through one dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hypothesis import strategies as st
from msgspec import Struct

from tests.laws.names import AI, ES, OFN, TN
from tests.laws.pools import LIST_CHANGE, LIST_ITEM, METAFIELDS, PASSWORD, PROPERTY, PROPERTY_CHANGE, PURCHASES
from tests.laws.values import (
    AI_CUSTOMER,
    AI_PLACE,
    AI_ROW,
    ES_CUSTOMER,
    ES_ROW,
    ES_WHOLE_ROW,
    OFN_CHANGE,
    OFN_CUSTOMER,
    TN_BILLING,
    TN_CUSTOMER,
    TN_ROW,
    Fields,
    Pool,
    both,
    of,
    some,
)


class Step(Struct, frozen=True, repr_omit_defaults=True):
    """One act. `who` and `row` choose among the customers and addresses that are there by then."""

    tongue: str
    act: str
    who: int = 0
    row: int = 0
    fields: Mapping[str, Any] = {}
    beside: tuple[Step, ...] = ()
    """Steps of the same customer that are taken at the same time."""
    care: str = ""
    """`stale`: another version is expected; `twice`: it is asked for twice, under one key."""
    elsewhere: bool = False
    """In the store that EverShop and Aimeos do not speak for."""


def _new(fields: Mapping[str, Pool], needed: tuple[str, ...]) -> st.SearchStrategy[Fields]:
    must = st.fixed_dictionaries({field: of(fields[field][:6]) for field in needed})
    return st.builds(both, some(fields, 0, 2), must)


def _with(key: str, inner: st.SearchStrategy[Any], fields: st.SearchStrategy[Fields]) -> st.SearchStrategy[Fields]:
    def joined(rest: Fields, more: Any) -> Fields:
        return {**rest, key: more} if more else rest

    return st.builds(joined, fields, inner)


_NEW_ROWS: Final = st.lists(some(TN_ROW, 1, 5), max_size=2)
CREATE: Final[Mapping[str, st.SearchStrategy[Fields]]] = {
    TN: _with("addresses", _NEW_ROWS, _new({**TN_CUSTOMER, **TN_BILLING}, ("name", "email"))),
    OFN: st.builds(both, OFN_CHANGE, _new(OFN_CUSTOMER, ("email",))),
    AI: _new({**AI_CUSTOMER, **AI_PLACE}, ("email",)),
    ES: _with("group_id", of((None, None, 1, 2)), _new(ES_CUSTOMER, ("email", "full_name"))),
}
CHANGE: Final[Mapping[str, st.SearchStrategy[Fields]]] = {
    TN: st.one_of(some(TN_CUSTOMER), some(TN_BILLING, 1, 4), some({**TN_CUSTOMER, **TN_BILLING})),
    OFN: OFN_CHANGE,
    AI: st.one_of(some(AI_CUSTOMER), some(AI_PLACE, 1, 4), some({**AI_CUSTOMER, **AI_PLACE}, 1, 5)),
    ES: some(ES_CUSTOMER, 1, 2),
}
ADD_ROW: Final = {TN: some(TN_ROW, 1, 6), AI: some(AI_ROW, 1, 6), ES: ES_WHOLE_ROW}
CHANGE_ROW: Final = {TN: some(TN_ROW, 1, 4), AI: some(AI_ROW, 1, 4), ES: some(ES_ROW, 1, 4)}
_NUMBER: Final = st.integers(0, 5)
_WHO: Final = of((0, 0, 0, 0, 1, 2))
"""Most of what happens is one customer's: only a long life meets what takes several writes of the same fact."""


def _step(tongue: str, act: str, fields: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[Step]:
    fields = st.just({}) if fields is None else fields
    return st.builds(Step, st.just(tongue), st.just(act), _WHO, _NUMBER, fields)


def _elsewhere(step: Step) -> Step:
    return Step(step.tongue, step.act, step.who, step.row, step.fields, elsewhere=True)


def _beside(one: Step, other: Step) -> Step:
    return Step(one.tongue, one.act, one.who, one.row, one.fields, (other,))


def _careful(care: str) -> Callable[[Step], Step]:
    return lambda step: Step(step.tongue, step.act, step.who, step.row, step.fields, care=care)


CREATIONS: Final = [_step(tongue, "create", CREATE[tongue]) for tongue in (TN, TN, OFN, OFN, AI, AI, AI, ES)]
CHANGES: Final = [
    *(_step(tongue, "change", CHANGE[tongue]) for tongue in (TN, TN, OFN, OFN, AI, AI, ES, ES)),
    *(_step(tongue, "change_row", CHANGE_ROW[tongue]) for tongue in (TN, AI, ES, ES)),
]
GROWTH: Final = [
    _step(ES, "default_billing"),
    *(_step(tongue, "add_row", ADD_ROW[tongue]) for tongue in (TN, AI, ES)),
    _step(ES, "change_row", st.fixed_dictionaries({"is_default": of((True, True, False, None))})),
    *(_step(tongue, "drop_row") for tongue in (AI, ES)),
]
ENDS: Final = [_step(tongue, "delete") for tongue in (TN, OFN, AI, ES)]
RESPELLINGS: Final = [_step(tongue, "respell") for tongue in (TN, OFN, AI, ES)]
ECHOES: Final = [_step(tongue, "echo") for tongue in (TN, OFN, AI, ES)]
PASSWORDS: Final = [_step(tongue, "set_password", PASSWORD) for tongue in (TN, ES, AI)]
OWN: Final = [
    _step(ES, "fill", METAFIELDS),
    _step(TN, "buy", PURCHASES),
    *(_step(AI, "add_entry", entry) for entry in (PROPERTY, PROPERTY, LIST_ITEM)),
    *(_step(AI, "change_entry", entry) for entry in (PROPERTY_CHANGE, LIST_CHANGE)),
    *(_step(AI, "drop_entry", entry) for entry in (PROPERTY_CHANGE, LIST_CHANGE)),
]
MOVES: Final = [_step(OFN, "move")]
_change: Final = st.one_of(CHANGES)
_other: Final = st.one_of([*CREATIONS[:4], *CHANGES[:4], *ENDS[:2], *ECHOES[:2]])
_TABLE: Final = [
    st.just(Step(TN, "rest")),  # what a step shrinks to that is not needed
    *[_change] * 20,
    *[st.one_of(GROWTH)] * 9,
    *[st.one_of(ECHOES)] * 3,
    *[st.one_of(RESPELLINGS)] * 2,
    *[st.one_of(CREATIONS)] * 3,
    *[st.builds(_beside, _change, _change)] * 3,
    st.one_of(ENDS),
    *MOVES,
    *[st.one_of(OWN)] * 3,
    st.one_of(PASSWORDS),
    *[_change.map(_careful(care)) for care in ("stale", "twice")],
    *[_other.map(_elsewhere)] * 2,
]
STEPS: Final = st.integers(0, len(_TABLE) - 1).flatmap(_TABLE.__getitem__)
LENGTH: Final = 60


def _history(first: Step, rest: list[Step]) -> list[Step]:
    return [first, *rest]


HISTORIES: Final = st.builds(_history, st.one_of(CREATIONS), st.lists(STEPS, min_size=30, max_size=LENGTH))
