"""The pages of the own account: password, sessions, and the second step of signing in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import segno
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace
from pyotp.totp import TOTP

from patron.dialects.admin import door, parse, render
from patron.dialects.admin.fields import NO_PROBLEMS, Field, Fill, Problems
from patron.dialects.admin.terms import Baked, Terms
from patron.domain.refusals import Invalid
from patron.operations import own_account
from patron.operations.office import Visit, signed_in
from patron.operations.own_account import Enrolment, NewPassword, OwnAccount, Proof, Renewed
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.second_step import new_secret
from patron.operations.staff_passwords import SHORTEST
from patron.wire.dialect import Route, acts, reads, secretive, writes
from patron.wire.reply import Reply
from patron.wire.request import Wire

HERE: Final = "/admin/account"
ISSUER: Final = "Patron"
DOORS: Final = {
    "evershop-admin": "These pages",
    "evershop-refresh": "A program with an EverShop token",
    "ofn": "Open Food Network",
}
DONE: Final = {
    "password": "The password is changed. You are signed in nowhere but here.",
    "ended": "The session is over.",
    "others": "You are signed in nowhere but here.",
    "off": "The second step is off. You are signed in nowhere but here.",
}
WORDS: Final = {
    "current": "This is not your password.",
    "password too_short": f"At least {SHORTEST} characters, please.",
    "repeated": "The two are not the same.",
    "code": "This code is wrong, or was used already.",
}
_CURRENT: Final = Field("current", "Your password now", "password", needed=True, autocomplete="current-password")
_PASSWORD: Final = (
    _CURRENT,
    Field(
        "password",
        "New password",
        "password",
        f"At least {SHORTEST} characters",
        needed=True,
        autocomplete="new-password",
    ),
    Field("repeated", "New password again", "password", needed=True, autocomplete="new-password"),
)
_CODE: Final = Field("code", "Code", "code", "Six digits from your app", needed=True, autocomplete="one-time-code")
_ANY_CODE: Final = Field(
    "code", "Code", "code", "Six digits from your app, or a recovery code", needed=True, autocomplete="one-time-code"
)
Wish = TypeVar("Wish")


class Renewal(Struct, frozen=True):
    """The own session under another id, the cookie that says so, and recovery codes to be shown this once."""

    session_id: str
    cookie: Baked
    recovery_codes: tuple[str, ...]


class Refused(Struct, frozen=True):
    """A form that is shown again."""

    account: OwnAccount
    problems: Problems
    secret: str = ""
    form: str = ""


def rooms(terms: Terms) -> tuple[Route, ...]:
    """The rows of the table."""
    office = terms.office

    async def account(unit: Reading, visit: Visit, _nothing: None) -> OwnAccount:
        return await own_account.own_account(unit, office, visit)

    async def end_one(unit: Writing, visit: Visit, handle: str) -> None:
        await own_account.end_one(unit, office, visit, handle)

    async def end_others(desk: Desk, visit: Visit, _nothing: None) -> Renewal:
        return await renewal(desk, await own_account.end_others(desk, office, visit))

    async def renewal(desk: Desk, renewed: Renewed) -> Renewal:
        cookie = await terms.bake_cookie(renewed.session_id, desk.clock.now())
        return Renewal(renewed.session_id, cookie, renewed.recovery_codes)

    def renewing(
        operation: Callable[[Desk, Visit, Wish], Awaitable[Renewed]], form: str = ""
    ) -> Callable[[Desk, Visit, Wish], Awaitable[Renewal | Refused]]:
        async def work(desk: Desk, visit: Visit, wish: Wish) -> Renewal | Refused:
            try:
                return await renewal(desk, await operation(desk, visit, wish))
            except Invalid as refusal:
                shown = await desk.store.read(lambda unit: own_account.own_account(unit, office, visit))
                secret = wish.secret if isinstance(wish, Enrolment) else ""
                return Refused(shown, refusal.problems, secret, form)

        return work

    async def change(desk: Desk, visit: Visit, wish: NewPassword) -> Renewed:
        return await own_account.change_password(desk, office, visit, wish)

    async def enrol(desk: Desk, visit: Visit, wish: Enrolment) -> Renewed:
        return await own_account.enrol(desk, office, visit, wish)

    async def withdraw(desk: Desk, visit: Visit, proof: Proof) -> Renewed:
        return await own_account.withdraw(desk, office, visit, proof)

    async def renew_codes(desk: Desk, visit: Visit, proof: Proof) -> Renewed:
        return await own_account.renew_codes(desk, office, visit, proof)

    step = "/account/second-step"
    rows = (
        reads("GET", "/account", signed_in, parse.nothing, account, _account),
        acts("POST", "/account/password", signed_in, _new_password, renewing(change), _changed),
        writes("POST", "/account/sessions/end", signed_in, _handle, end_one, _ended),
        acts("POST", "/account/sessions/end-others", signed_in, parse.emptied, end_others, _others_ended),
        reads("GET", step, signed_in, parse.nothing, account, _second_step),
        acts("POST", step, signed_in, _enrolment, renewing(enrol), _with_codes),
        acts("POST", f"{step}/off", signed_in, _proof, renewing(withdraw, "off"), _off),
        acts("POST", f"{step}/codes", signed_in, _proof, renewing(renew_codes, "codes"), _with_codes),
    )
    return tuple(secretive(row) for row in rows)


# -- reading ----------------------------------------------------------------------------------------------------------


def _new_password(wire: Wire, visit: Visit) -> NewPassword:
    said = parse.form(wire, visit)
    return NewPassword(said.get("current", ""), said.get("password", ""), said.get("repeated", ""), wire.client)


def _handle(wire: Wire, visit: Visit) -> str:
    return parse.form(wire, visit).get("session", "")


def _enrolment(wire: Wire, visit: Visit) -> Enrolment:
    said = parse.form(wire, visit)
    return Enrolment(said.get("current", ""), said.get("secret", ""), said.get("code", ""), wire.client)


def _proof(wire: Wire, visit: Visit) -> Proof:
    said = parse.form(wire, visit)
    return Proof(said.get("current", ""), said.get("code", ""), wire.client)


# -- showing ----------------------------------------------------------------------------------------------------------


def _account(account: OwnAccount, wire: Wire, visit: Visit) -> Reply:
    return _account_page(account, NO_PROBLEMS, wire, visit)


def _account_page(account: OwnAccount, problems: Problems, wire: Wire, visit: Visit) -> Reply:
    fill = Fill({}, problems, WORDS)
    return render.page(
        "account.html",
        wire,
        visit,
        code=422 if problems else 200,
        account=account,
        doors=DOORS,
        password_fields=[fill(field) for field in _PASSWORD],
        faults=fill.faults,
        done=DONE.get(parse.query(wire).get("done", ""), ""),
    )


def _changed(result: Renewal | Refused, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Refused):
        return _account_page(result.account, result.problems, wire, visit)
    return _renewed(result, "password", wire)


def _ended(_nothing: None, _wire: Wire, _visit: Visit) -> Reply:
    return render.elsewhere(f"{HERE}?done=ended")


def _others_ended(result: Renewal, wire: Wire, _visit: Visit) -> Reply:
    return _renewed(result, "others", wire)


def _renewed(result: Renewal, done: str, wire: Wire) -> Reply:
    door.serve(wire, result.cookie)
    return render.elsewhere(f"{HERE}?done={done}")


def _second_step(account: OwnAccount, wire: Wire, visit: Visit) -> Reply:
    return _second_step_page(Refused(account, NO_PROBLEMS, new_secret()), wire, visit)


def _second_step_page(shown: Refused, wire: Wire, visit: Visit) -> Reply:
    code = 422 if shown.problems else 200
    fill = Fill({}, shown.problems, WORDS)
    step = shown.account.second_step
    if step is not None:
        plain = Fill({}, NO_PROBLEMS)
        forms = {
            form: [(fill if shown.form == form else plain)(field) for field in (_CURRENT, _ANY_CODE)]
            for form in ("off", "codes")
        }
        return render.page("second_step.html", wire, visit, code=code, left=step.codes, forms=forms)
    link = TOTP(shown.secret).provisioning_uri(name=visit.present.staff.email, issuer_name=ISSUER)
    return render.page(
        "second_step_new.html",
        wire,
        visit,
        code=code,
        secret=shown.secret,
        grouped=" ".join(shown.secret[place : place + 4] for place in range(0, len(shown.secret), 4)),
        link=link,
        picture=_picture(link),
        fields=[fill(field) for field in (_CURRENT, _CODE)],
    )


def _picture(link: str) -> Markup:
    """The link as a QR code: SVG that needs no style of its own."""
    drawn: str = segno.make(link, error="m", micro=False).svg_inline(
        omitsize=True, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None, title=None
    )
    return Markup(drawn)  # noqa: S704 - of squares alone; the link is not in it as text


def _with_codes(result: Renewal | Refused, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Refused):
        return _second_step_page(result, wire, visit)
    door.serve(wire, result.cookie)
    return render.page(
        "shown_once.html",
        wire,
        replace(visit, session_id=result.session_id),
        title="Recovery codes",
        what="Each lets you in once without your app",
        secrets=result.recovery_codes,
        back=HERE,
        back_label="I have kept them",
    )


def _off(result: Renewal | Refused, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Refused):
        return _second_step_page(result, wire, visit)
    return _renewed(result, "off", wire)
