"""The words for what is wrong, and the status that goes with them (aimeos.md 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from patron.dialects.aimeos.profile import Profile, Rule
from patron.dialects.aimeos.rules import RULES
from patron.domain.lens import Statements
from patron.domain.refusals import Problem
from patron.operations.belongings import ANOTHER
from patron.operations.shelves import MANAGE_GROUPS

GENERIC = "An error occured and has been added to the logs"
"""The misspelling is on the wire."""
LOG_IN = "Please log in first"
LIMIT = "Temporary limit reached"
FORBIDDEN = {
    MANAGE_GROUPS: "You are not allowed to manage groups",
    ANOTHER: "There is no room for more entries",
}
"""By what the caller may not do; of anything else, not while nobody is signed in."""
PUT = "Not allowed for this resource"
NO_RESOURCE = "Resource not found"
_OF_PART: Mapping[str, str] = {
    "body": "Invalid JSON in body",
    "attributes": "Attributes are missing",
    "id": "ID is missing",
    "query": "Invalid query parameters",
    "path": "Invalid path",
}
_OF_RULE: Mapping[Rule, str] = {
    Rule.EMAIL: 'Invalid characters in email address: "{value}"',
    Rule.WEBSITE: 'Invalid web site URL "{value}"',
    Rule.SALUTATION: 'Address salutation "{value}" not within allowed range',
    Rule.COUNTRY: "Invalid ISO country code",
    Rule.LANGUAGE: "Invalid ISO language code",
    Rule.DATE: 'Invalid characters in date, ISO format "YYYY-MM-DD" expected',
    Rule.MOMENT: 'Invalid characters in date, ISO format "YYYY-MM-DD hh:mm:ss" expected',
    Rule.CODE: 'Code contains invalid characters: "{value}"',
    Rule.LENGTH: "Value is missing or too long",
}
_CODE_TOO_LONG = "Code is too long"


class Said(Struct, frozen=True):
    """What an error says: its status, its title, and the real message that only debugging shows."""

    status: int
    title: str
    message: str


def malformed(part: str) -> Said:
    """A request that cannot be read."""
    return Said(400, GENERIC, _OF_PART.get(part, "Invalid request"))


def plain(status: int, title: str) -> Said:
    """An error that says the same to everybody."""
    return Said(status, title, title)


def taken(fact: str) -> Said:
    """A value that another account or entry has: nobody is told whose."""
    return Said(500, GENERIC, f"Duplicate entry for {fact}")


def invalid(problems: Mapping[str, tuple[Problem, ...]], sent: Sequence[Statements], profile: Profile) -> Said:
    """The first thing that is wrong, with the value that was sent."""
    field, (problem, *_) = next(iter(problems.items()))
    rule, judge = RULES.get(field.rpartition(".")[2], (Rule.LENGTH, None))
    value = next((one[field] for one in sent if field in one and (judge is None or judge(one[field]))), "")
    message = _CODE_TOO_LONG if (rule, problem) == (Rule.CODE, Problem.TOO_LONG) else _OF_RULE[rule]
    message = message.replace("{value}", str(value))
    return Said(500, GENERIC, message) if rule in profile.unexplained else Said(404, message, message)
