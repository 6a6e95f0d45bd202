"""The pages that a mail leads to: where a customer chooses a password, the first one or a new one."""

from __future__ import annotations

from patron.dialects.account import parse, render
from patron.domain.history import CredentialKind
from patron.operations.passwords import HOLDER, INVITATION, RESET
from patron.wire.dialect import Dialect, acts, anybody, at_once, reads
from patron.wire.request import Wire

FORM_LIMIT = 16_384


async def _identify(_wire: Wire) -> None:
    """Nobody: the link itself is the authority."""


def dialect() -> Dialect:
    """The pages under `/account`."""
    return Dialect(
        name="account",
        prefixes=("account",),
        greet=at_once,
        identify=_identify,
        refuse=render.refuse,
        names=lambda _nobody: HOLDER,
        credential=lambda _nobody: CredentialKind.LINK,
        keys=lambda _nobody: "",
        body_limit=FORM_LIMIT,
        routes=(
            reads("GET", "/invitation/{token}", anybody, parse.token, INVITATION.holder, render.invitation),
            acts("POST", "/invitation/{token}", anybody, parse.new_password, INVITATION.accept, render.accepted),
            reads("GET", "/reset-password", anybody, parse.token_in_query, RESET.holder, render.reset),
            acts("POST", "/reset-password", anybody, parse.password_again, RESET.accept, render.accepted),
            reads("GET", "/account.css", anybody, parse.nothing, _nothing, render.style),
        ),
    )


async def _nothing(_unit: object, _who: object, _command: None) -> None:
    """Nothing: the style sheet asks nothing of the store."""
