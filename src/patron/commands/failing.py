"""How commands end: a sentence that says what to do, and an exit code. No traceback for mistakes of a user."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import typer

FAILED = 1
INTERRUPTED = 130


class CommandFailed(Exception):
    """The command could not do what was asked; the text says why and what to do, `more` between what to choose."""

    def __init__(self, sentence: str, more: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.more = more


def guarded(command: Callable[[], object], failed: int = FAILED) -> int:
    """The exit code of the command, `failed` where it failed. Usage errors end the process by themselves, with 2."""
    try:
        command()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - sorted into sentences; what is left is ours, and told as such
        _tell(error)
        return failed
    return 0


def _tell(error: Exception) -> None:
    # Imported only now: a command that goes well needs none of it.
    from patron.domain.refusals import Invalid, Taken, Unavailable
    from patron.readiness import NotReady
    from patron.settings import BadSettings

    match error:
        case CommandFailed(more=more):
            say_error(str(error), more)
        case NotReady():
            say_error(str(error))
        case BadSettings(faults=faults):
            say_error("these settings cannot be used:", faults)
        case Taken(fact=fact):
            say_error(f"there is already one with this {fact.replace('_', ' ')}: nothing was changed")
        case Invalid(problems=problems):
            say_error("this cannot be used:", [str(place) for place in problems])
        case Unavailable():
            say_error("the database does not answer: check PATRON_DATABASE, and that it runs")
        case _:
            from patron.wire import traces

            say_error("this is a fault of Patron; please report it with these lines:")
            typer.echo("\n".join(traces.traced(error).lines()), err=True)


def say_error(sentence: str, more: Sequence[str] = ()) -> None:
    """Nothing comes back; the sentence is on standard error."""
    red, plain = ("\033[31m", "\033[0m") if sys.stderr.isatty() else ("", "")
    typer.echo(f"{red}patron:{plain} {sentence}", err=True)
    for line in more:
        typer.echo(f"  - {line}", err=True)
