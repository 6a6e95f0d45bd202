"""Answers of several dialects laid side by side: what is the same, what is not, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, cast

from msgspec import Struct

from patron.domain import chart as faces
from patron.domain.addresses import billing_of
from patron.domain.chart import Chart, Field, Part, Sight, View
from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Row, Scene, holds, identical
from patron.domain.places import Places
from patron.domain.senses import UNSAID, is_nothing, meant, topic_of

ADDRESSES: Final = "addresses"
"""The fact that there are some: they are looked at one by one."""
WHOLE: Final = "the address"
TAGS: Final = "without tags"


class Likeness(StrEnum):
    """How the dialects tell a fact."""

    SAME = "same"
    DERIVED = "derived"
    """Each in its own notation."""
    ONLY_HERE = "only here"
    """No other dialect at all has a field for it."""
    NOT_THERE = "not expressible there"
    """Another dialect would have a field for it."""
    UNEXPLAINED = "unexplained"


class Told(Struct, frozen=True):
    """How one dialect tells a fact."""

    dialect: str
    fields: Mapping[str, object]
    """Place in the document -> value; empty where the dialect does not tell it."""
    rule: str
    """How it came to be told so, or why it is not; empty: as it is."""


class Finding(Struct, frozen=True):
    """One fact of a customer or of an address, as the dialects tell it."""

    subject: str
    topic: str
    likeness: Likeness
    told: tuple[Told, ...]

    def says_nothing(self) -> bool:
        """True when no dialect shows any value."""
        return self.topic != WHOLE and all(is_nothing(value) for told in self.told for value in told.fields.values())


class Answer(Struct, frozen=True):
    """The answer of one dialect."""

    chart: Chart
    view: View


def answers_of(every: Mapping[str, Chart], customer: Customer, sight: Sight) -> dict[str, Answer]:
    """Dialect -> the answer that it would give of the customer now."""
    return {name: Answer(chart, chart.show(customer, sight)) for name, chart in every.items()}


class _Telling(Struct, frozen=True):
    """A dialect's way to tell one fact, while it is judged."""

    told: Told
    meaning: object
    raw: tuple[object, ...]
    """What the fields would show of the fact alone, without what was written or taken from elsewhere."""
    is_right: bool
    drops_tags: bool
    is_beyond: bool
    """True where the fact is none that its fields could tell."""


def compared(customer: Customer, answers: Sequence[Answer], every: Sequence[Chart], places: Places) -> list[Finding]:
    """Everything that those answers tell, the customer first, then each address; `every`: all charts there are."""
    table = _Table(customer, answers, every, Scene(places, customer))
    return [
        *table.of(f"customer {customer.id}", faces.CUSTOMER, customer),
        *table.of_no_billing(),
        *(finding for row in customer.addresses for finding in table.of_address(row)),
    ]


class _Table:
    def __init__(self, customer: Customer, answers: Sequence[Answer], every: Sequence[Chart], scene: Scene) -> None:
        self._customer = customer
        self._answers = answers
        self._every = every
        self._scene = scene

    def of_address(self, row: Address) -> Iterator[Finding]:
        """What is told of an address, of each of its faces."""
        both = row.is_billing and row.is_delivery
        for face, is_there in ((faces.BILLING, row.is_billing), (faces.DELIVERY, row.is_delivery)):
            if is_there:
                subject = f"address {row.id} ({face})" if both or face == faces.BILLING else f"address {row.id}"
                yield from self._absences(subject, face, row)
                yield from self.of(subject, face, row)

    def of_no_billing(self) -> Iterator[Finding]:
        """What is told although there is no billing address: nothing, or it is unexplained."""
        if billing_of(self._customer) is not None:
            return
        for answer in self._answers:
            for part in answer.view.parts:
                fields = answer.chart.fields[faces.BILLING] if part.face == faces.BILLING else ()
                shown = {f.name: part.values[f.name] for f in fields if not is_nothing(part.values[f.name])}
                if shown:
                    told = Told(answer.chart.dialect, shown, "there is no billing address")
                    yield Finding("billing address", WHOLE, Likeness.UNEXPLAINED, (told,))

    def of(self, subject: str, face: str, row: Customer | Address) -> Iterator[Finding]:
        """What is told of that row, fact by fact."""
        parts = [(answer.chart, part) for answer in self._answers if (part := _part(answer.view, face, row))]
        topics = dict.fromkeys(
            topic_of(field.facts) for chart, part in parts for field in chart.fields[part.face] if field.facts
        )
        for topic in topics:
            if topic != ADDRESSES:
                yield self._finding(subject, topic, face, row, parts)

    def _absences(self, subject: str, face: str, row: Address) -> Iterator[Finding]:
        there = [answer.chart.dialect for answer in self._answers if _part(answer.view, face, row)]
        told = tuple(
            Told(answer.chart.dialect, {}, answer.chart.absent(self._customer, row, face))
            for answer in self._answers
            if answer.chart.dialect not in there
        )
        if told:
            explained = all(one.rule for one in told)
            yield Finding(subject, WHOLE, Likeness.NOT_THERE if explained else Likeness.UNEXPLAINED, told)

    def _finding(
        self, subject: str, topic: str, face: str, row: Customer | Address, parts: Sequence[tuple[Chart, Part]]
    ) -> Finding:
        tellings = [
            _telling(chart, part, topic, row, self._scene)
            for chart, part in parts
            if any(topic_of(field.facts) == topic for field in chart.fields[part.face])
        ]
        there = {telling.told.dialect for telling in tellings}
        silent = tuple(Told(chart.dialect, {}, "no field for it") for chart, _ in parts if chart.dialect not in there)
        likeness = _likeness(tellings, others=self._others(topic, face, there))
        return Finding(subject, topic, likeness, (*(telling.told for telling in tellings), *silent))

    def _others(self, topic: str, face: str, there: set[str]) -> bool:
        """True when a dialect besides those has a field for it."""
        return any(
            topic_of(field.facts) == topic
            for chart in self._every
            if chart.dialect not in there
            for one in ((face,) if face == faces.CUSTOMER else (faces.BILLING, faces.DELIVERY, faces.ANY))
            for field in chart.fields.get(one, ())
        )


def _part(view: View, face: str, row: Customer | Address) -> Part | None:
    """The part that shows that face of the row."""
    fitting = (face,) if face == faces.CUSTOMER else (face, faces.ANY)
    return next((part for part in view.parts if part.face in fitting and part.row and part.row.id == row.id), None)


def _telling(chart: Chart, part: Part, topic: str, row: Customer | Address, scene: Scene) -> _Telling:
    fields = [field for field in chart.fields[part.face] if topic_of(field.facts) == topic]
    grammar = chart.grammars[part.face]
    read = [_read(grammar, field, part, row, scene) for field in fields]
    rules = dict.fromkeys(one.rule for one in read if one.rule)
    raw = tuple(one.raw for one in read)
    return _Telling(
        Told(chart.dialect, {f"{part.at}{f.name}": part.values.get(f.name) for f in fields}, "; ".join(rules)),
        meant(topic, raw, row, scene),
        raw,
        is_right=all(one.is_right for one in read),
        drops_tags=any(TAGS in field.notation for field in fields),
        is_beyond=any(_is_beyond(field, row) for field in fields),
    )


class _Read(Struct, frozen=True):
    """One field: what it shows of the fact alone, and why the document says what it says."""

    raw: object
    rule: str
    is_right: bool


def _read(
    grammar: Grammar[Customer] | Grammar[Address], field: Field, part: Part, row: Customer | Address, scene: Scene
) -> _Read:
    if field.name not in part.values:
        return _Read(None, "the field is missing in the answer", is_right=False)
    value = part.values[field.name]
    if (field.lens or field.name) not in grammar.lenses:
        return _Read(value, _notation(field, value, row), is_right=True)
    return _seen(cast("Grammar[Customer]", grammar), field, value, cast("Customer", row), scene)


def _seen(grammar: Grammar[Row], field: Field, value: object, row: Row, scene: Scene) -> _Read:
    lens = grammar.lenses[field.lens or field.name]
    raw = lens.show(row, scene)
    if value != grammar.read(row, lens, scene):
        return _Read(raw, "the answer is not what the table of its fields says", is_right=False)
    written = row.said.get(grammar.dialect, {}).get(lens.field)
    if written is not None and holds(written, lens, row, raw):
        # What no caller can write was kept there by the dialect itself, and its notation says why.
        return _Read(raw, "as it was written there" if field.written else field.notation, is_right=True)
    if is_nothing(raw) and not is_nothing(value):
        return _Read(raw, f"taken from {field.instead}" if field.instead else "", is_right=bool(field.instead))
    if field.instead and not is_nothing(value) and not _is_told(field, row):
        return _Read(raw, f"taken from {field.instead}", is_right=True)  # a mirror, which its lens shows by itself
    return _Read(raw, _notation(field, value, row), is_right=True)


def _notation(field: Field, value: object, row: Customer | Address) -> str:
    """How the value came about."""
    unable = is_nothing(value) and _is_beyond(field, row) and _is_told(field, row)
    return f"cannot tell {field.limit}" if unable else field.notation


def _is_beyond(field: Field, row: Customer | Address) -> bool:
    """True for what the field cannot tell: a place without a code, which is the last of its facts."""
    return bool(field.limit) and is_nothing(getattr(row, field.facts[-1], None))


def _is_told(field: Field, row: Customer | Address) -> bool:
    """True when something is stored of the field's facts; what is no column of the row is taken to be."""
    return any(not is_nothing(getattr(row, fact, True)) for fact in field.facts)


def _likeness(tellings: Sequence[_Telling], *, others: bool) -> Likeness:
    if not all(telling.is_right for telling in tellings):
        return Likeness.UNEXPLAINED
    able = [telling for telling in tellings if not (telling.is_beyond and is_nothing(telling.raw[0]))]
    if not _agree(able):
        return Likeness.UNEXPLAINED
    if len(tellings) > 1 and len(able) == 1 and not is_nothing(able[0].raw[0]):
        return Likeness.NOT_THERE
    if len(tellings) == 1:
        return Likeness.NOT_THERE if others else Likeness.ONLY_HERE
    shown = [list(telling.told.fields.values()) for telling in tellings]
    return Likeness.SAME if all(identical(shown[0], one) for one in shown[1:]) else Likeness.DERIVED


def _agree(tellings: Sequence[_Telling]) -> bool:
    """True when all mean the same; what is between `<` and `>` counts only among those who keep it."""
    said = [telling for telling in tellings if telling.meaning is not UNSAID]
    if not any("<" in str(value) for telling in said for value in telling.raw):
        return _alike(said)
    keeping = [telling for telling in said if not telling.drops_tags]
    dropping = [telling for telling in said if telling.drops_tags]
    cut = all(_is_cut_from(_letters(kept), _letters(dropped)) for kept in keeping for dropped in dropping)
    return _alike(keeping) and _alike(dropping) and cut


def _alike(tellings: Sequence[_Telling]) -> bool:
    return all(telling.meaning == tellings[0].meaning for telling in tellings[1:])


def _letters(telling: _Telling) -> str:
    return "".join("".join(str(value or "") for value in telling.raw).casefold().split())


def _is_cut_from(whole: str, rest: str) -> bool:
    """True when the rest is the whole with some letters taken out."""
    letters = iter(whole)
    return all(letter in letters for letter in rest)
