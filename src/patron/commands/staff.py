"""`patron staff`."""

from __future__ import annotations

import secrets

import typer
from rich.console import Console

from patron.adapters.passwords import PasswordPool
from patron.commands.failing import CommandFailed
from patron.commands.opening import with_store
from patron.readiness import OpenStore
from patron.worlds import StaffMember, WorldWriting

ROLES = ("admin", "manager", "shopper")
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
