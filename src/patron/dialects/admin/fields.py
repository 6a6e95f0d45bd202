"""Fields of the forms about stores, staff and the own account: what stands in them, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from patron.domain.refusals import Invalid, Problem, Taken

FieldKind: TypeAlias = Literal["text", "email", "number", "password", "choice", "code"]
Problems: TypeAlias = Mapping[str, tuple[Problem, ...]]
NO_PROBLEMS: Final[Problems] = {}
_SENTENCES: Final[Mapping[Problem, str]] = {
    Problem.BLANK: "Please fill this in.",
    Problem.INVALID: "This is not readable here. Please look at it again.",
    Problem.TAKEN: "This is taken already.",
    Problem.TOO_SHORT: "This is too short.",
    Problem.TOO_LONG: "This is too long.",
    Problem.NOT_MOVABLE: "You cannot take this away from yourself.",
}


class Choice(Struct, frozen=True):
    """One of the values that a field may have."""

    value: str
    label: str


class Field(Struct, frozen=True):
    """One field."""

    name: str
    label: str
    kind: FieldKind = "text"
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    needed: bool = False
    autocomplete: str = "off"
    text: str = ""
    problem: str = ""


class Fill:
    """Fields with what was typed in them, else with what is stored; what was typed into a password is never shown."""

    def __init__(self, said: Mapping[str, str], problems: Problems, words: Mapping[str, str] | None = None) -> None:
        self._said, self._problems, self._words = said, problems, words or {}

    def __call__(self, field: Field) -> Field:
        """The field as it is shown."""
        text = "" if field.kind == "password" else self._said.get(field.name, "")
        return Field(
            field.name,
            field.label,
            field.kind,
            field.hint,
            field.choices,
            field.needed,
            field.autocomplete,
            text,
            self.sentence(field.name),
        )

    def sentence(self, name: str) -> str:
        """What is wrong with the field of that name, in words; '' for nothing."""
        problems = self._problems.get(name)
        if not problems:
            return ""
        return self._words.get(f"{name} {problems[0].value}") or self._words.get(name) or _SENTENCES[problems[0]]

    @property
    def faults(self) -> list[str]:
        """The names of the fields that something is wrong with."""
        return list(self._problems)


def problems_of(refusal: Invalid | Taken) -> Problems:
    """What is wrong with which field."""
    return refusal.problems if isinstance(refusal, Invalid) else {refusal.fact: (Problem.TAKEN,)}
