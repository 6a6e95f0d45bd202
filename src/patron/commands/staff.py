"""`patron staff`."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import typer
from rich.console import Console
from rich.table import Table

from patron.adapters.passwords import PasswordPool
from patron.commands.failing import CommandFailed
from patron.commands.opening import with_store
from patron.domain.access import ENABLED, ROLES, Staff
from patron.domain.credential import Credential, raised
from patron.domain.keys import email_key
from patron.operations.access import token_hash
from patron.operations.ports import Reading, Writing
from patron.readiness import OpenStore
from patron.worlds import StaffMember, WorldWriting

SHORTEST = 12


def add(email: str, name: str, role: str, stores: tuple[int, ...], *, generate: bool) -> None:
    """Nothing comes back; the member is there. Raises CommandFailed, Taken."""
    if role not in ROLES:
        raise CommandFailed(f"{role} is no role: say {', '.join(ROLES[:-1])} or {ROLES[-1]}")
    if "@" not in email.strip("@"):
        raise CommandFailed(f"{email} is no e-mail address")
    if role == "manager" and not stores:
        raise CommandFailed("a manager manages stores: name them with --store")
    password = secrets.token_urlsafe(15) if generate else _asked()
    with_store(lambda store: _add(store, email, name, role, stores, password))
    Console(stderr=True).print(f"[green]Added[/] {role} [bold]{email}[/].", highlight=False)
    if generate:
        Console(stderr=True).print("The password, shown this once:", highlight=False)
        typer.echo(password)


def show() -> None:
    """Nothing comes back; the accounts are listed."""

    async def read(store: OpenStore) -> Sequence[Staff]:
        return await store.read(lambda unit: unit.staff.all())

    members = with_store(read)
    table = Table(title=f"{len(members)} account(s)", title_justify="left")
    for heading in ("id", "e-mail", "name", "role", "stores", "granted"):
        table.add_column(heading, overflow="fold")
    for member in members:
        stores = "all" if member.is_admin else ", ".join(str(number) for number in sorted(member.stores))
        granted = ", ".join(f"{right} ({store_id})" for store_id, right in sorted(member.grants))
        off = "" if member.status == ENABLED else " [red](disabled)[/]"
        table.add_row(str(member.id), member.email, member.name, member.role + off, stores, granted)
    Console().print(table)


def make_key(email: str) -> None:
    """Nothing comes back; the new API key is printed, this once. Raises CommandFailed."""
    key = secrets.token_hex(24)  # 48 hex digits, as the platform makes them (openfoodnetwork.md section 2)

    async def put(unit: Writing) -> None:
        member = await _member(unit, email)
        await unit.staff.put_key(member.id, token_hash(key))

    with_store(lambda store: store.write(put))
    Console(stderr=True).print(
        f"[green]API key[/] of [bold]{email}[/]. Keep it: it is stored hashed, and the one before is dead.",
        highlight=False,
    )
    typer.echo(key)


def set_password(email: str, *, generate: bool) -> None:
    """Nothing comes back; sessions and tokens made with the old password are dead. Raises CommandFailed."""
    password = secrets.token_urlsafe(15) if generate else _asked()
    with_store(lambda store: _set_password(store, email, password))
    Console(stderr=True).print(f"[green]Password set[/] for [bold]{email}[/].", highlight=False)
    if generate:
        Console(stderr=True).print("The password, shown this once:", highlight=False)
        typer.echo(password)


def drop_second_step(email: str) -> None:
    """Nothing comes back; the password is enough, and whatever was opened before is dead. Raises CommandFailed."""

    async def put(unit: Writing) -> None:
        member = await _member(unit, email)
        if await unit.second_steps.get(member.id) is None:
            raise CommandFailed(f"{email} has no second step")
        await unit.second_steps.put(member.id, None, ())
        await unit.staff.put_epoch(member.id, raised(member.token_epoch, unit.now))

    with_store(lambda store: store.write(put))
    Console(stderr=True).print(
        f"[green]Second step switched off[/] for [bold]{email}[/]: the password is enough now.", highlight=False
    )


async def _set_password(store: OpenStore, email: str, password: str) -> None:
    await store.read(lambda unit: _member(unit, email))
    pool = PasswordPool(1)
    try:
        scheme, hashed = await pool.hash(password)
    finally:
        pool.close()

    async def put(unit: Writing) -> None:
        member = await _member(unit, email)
        epoch = raised(member.token_epoch, unit.now)
        await unit.staff.put_password(member.id, Credential(scheme, hashed, unit.now, epoch))

    await store.write(put)


async def _member(unit: Reading, email: str) -> Staff:
    member = await unit.staff.by_email(email_key(email))
    if member is None:
        raise CommandFailed(f"there is no member of staff {email}: patron staff list shows them")
    return member


def _asked() -> str:
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < SHORTEST:
        raise CommandFailed(f"a password of a member of staff has at least {SHORTEST} characters")
    return password


async def _add(store: OpenStore, email: str, name: str, role: str, stores: tuple[int, ...], password: str) -> None:
    known = {shop.store_id for shop in await store.read(lambda unit: unit.shops.all())}
    missing = [str(number) for number in stores if number not in known]
    if missing:
        raise CommandFailed(f"there is no store {', '.join(missing)}: patron store list shows them")
    pool = PasswordPool(1)
    try:
        scheme, hashed = await pool.hash(password)
    finally:
        pool.close()
    member = StaffMember(email, name, role, scheme, hashed, None, stores, ())

    async def put(unit: WorldWriting) -> None:
        await unit.add_staff(member)

    await store.fill(put)
