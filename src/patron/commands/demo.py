"""`patron demo`: a small database to play with."""

from __future__ import annotations

import os

import typer
from rich.console import Console

from patron.commands.database import load, migrate_database
from patron.commands.failing import CommandFailed
from patron.commands.opening import settings_in_force, with_store
from patron.commands.serve import for_development, start
from patron.demo import KEY, PASSWORD, STORE, TOKEN, world
from patron.readiness import OpenStore
from patron.settings import Settings
from patron.worlds import read_world

DATABASE = "sqlite:///patron-demo.sqlite3"


def demo(*, serve: bool, port: int | None) -> int:
    """The exit code. Raises CommandFailed where the database holds something else."""
    own = None if "PATRON_DATABASE" in os.environ else DATABASE
    settings = for_development(
        settings_in_force({"PATRON_DATABASE": own, "PATRON_PORT": None if port is None else str(port)})
    )
    _fill(settings)
    if not serve:
        typer.echo("Serve it with: patron demo --serve")
        return 0
    return start(settings, development=True, more=_to_try)


def _fill(settings: Settings) -> None:
    migrate_database(settings)
    shops = with_store(_stores, settings)
    console = Console(stderr=True)
    if STORE in shops:
        console.print(f"Store {STORE} is as you left it; remove the database for a fresh one.", highlight=False)
        return
    load(read_world(world()), settings, development=True)
    console.print(f"[green]Loaded[/] store {STORE} with its customers.", highlight=False)


async def _stores(store: OpenStore) -> list[int]:
    shops = await store.read(lambda unit: unit.shops.all())
    if any(not shop.settings.get("world") for shop in shops):
        raise CommandFailed("this database holds real stores: name another one in PATRON_DATABASE for the demo")
    return [shop.store_id for shop in shops]


def _to_try(address: str) -> str:
    """Requests that work when they are pasted into another terminal, one platform after the other."""
    head = f'-H "Authentication: bearer {TOKEN}" -H "User-Agent: Demo (demo@example.com)"'
    key = f'-H "X-Api-Token: {KEY}"'
    json = '-H "Content-Type: application/json"'
    new = """'{"name": "Clara Nunes", "email": "clara@example.com", "phone": "+55 31 90000-0000"}'"""
    signing_in = f"""'{{"email": "ana.conceicao@example.com", "password": "{PASSWORD}"}}'"""
    return f"""
Try it, in another terminal:

  # Tiendanube: search, then create
  curl {head} "{address}/v1/{STORE}/customers?q=conceicao&fields=id,name,email"
  curl -X POST {head} {json} -d {new} "{address}/v1/{STORE}/customers"

  # Open Food Network: the new customer is there, too
  curl -g {key} "{address}/api/v1/customers?q[email_cont]=clara"

  # EverShop: sign in as a customer
  curl -X POST {json} -d {signing_in} "{address}/api/customer/tokens"

  # Aimeos: what there is to ask for
  curl -X OPTIONS "{address}/jsonapi/customer"

The admin of these stores is admin@example.com, the password {PASSWORD}.

"""
