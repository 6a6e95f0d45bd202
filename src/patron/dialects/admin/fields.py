"""Fields of the forms about stores, staff and the own account: what stands in them, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.refusals import Invalid, Problem, Taken

FieldKind: TypeAlias = Literal["text", "email", "number", "password", "choice", "code"]
Problems: TypeAlias = Mapping[str, tuple[Problem, ...]]
WAS: Final = "was."
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
    was: str | None = None
    """What was stored when the form was made; None where nobody minds."""


class Fill:
    """Fields with what was typed in them, else with what is stored; what was typed into a password is never shown."""

    def __init__(
        self,
        said: Mapping[str, str],
        problems: Problems,
        words: Mapping[str, str] | None = None,
        was: Mapping[str, str] | None = None,
    ) -> None:
        self._said, self._problems, self._words, self._was = said, problems, words or {}, was or {}

    def __call__(self, field: Field) -> Field:
        """The field as it is shown."""
        text = "" if field.kind == "password" else self._said.get(field.name, "")
        return replace(field, text=text, problem=self.sentence(field.name), was=self._was.get(field.name))

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


def split(form: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """(what is said, what the form showed when it was made), blanks around both taken off."""
    texts = {name: text.strip() for name, text in form.items()}
    was = {name.removeprefix(WAS): text for name, text in texts.items() if name.startswith(WAS)}
    return {name: text for name, text in texts.items() if not name.startswith(WAS)}, was


def shown_in(fields: Iterable[Field], name: str, text: str) -> str:
    """The text of that field as people read it: of a choice, its label."""
    choices = (choice for field in fields if field.name == name for choice in field.choices)
    return next((choice.label for choice in choices if choice.value == text), text)


def label_in(fields: Iterable[Field], name: str) -> str:
    """What that field is called."""
    return next((field.label for field in fields if field.name == name), name)
