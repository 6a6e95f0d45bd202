"""The commands. What they do is in `patron.commands`, imported when it is asked for, so that each starts fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from patron import __version__

app = typer.Typer(
    name="patron",
    help="One customer record store that speaks the customer APIs of four e-commerce platforms.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
stores = typer.Typer(help="Stores (tenants): add, list and change them.", no_args_is_help=True)
staff = typer.Typer(help="People who manage stores.", no_args_is_help=True)
tokens = typer.Typer(help="Tokens of apps: add, list and revoke them.", no_args_is_help=True)
purchases = typer.Typer(help="What an order system knows of the customers.", no_args_is_help=True)
app.add_typer(stores, name="store")
app.add_typer(staff, name="staff")
app.add_typer(tokens, name="token")
app.add_typer(purchases, name="purchases")

Host = Annotated[str | None, typer.Option(help="Address to listen on (PATRON_HOST).")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one (PATRON_PORT).")]
Workers = Annotated[int | None, typer.Option(help="Server processes (PATRON_WORKERS).")]
StoreId = Annotated[int, typer.Argument(help="Number of the store.", metavar="STORE")]

StaffEmail = Annotated[str, typer.Argument(help="E-mail of the account.", metavar="EMAIL")]
CustomerName = Annotated[str, typer.Argument(help="Id, uuid or e-mail.", metavar="CUSTOMER")]
ItsStore = Annotated[int | None, typer.Option(help="Number of the store, where several know the e-mail.")]
MOST_EVENTS = 10_000
Limit = Annotated[int, typer.Option(min=1, max=MOST_EVENTS, help="So many events at most.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]
AsLines = Annotated[bool, typer.Option("--json", help="One JSON object a line, for machines.")]


def main() -> None:
    """Nothing comes back; the process ends with 0, with 1 after a failure, with 2 after a wrong command line."""
    from patron.commands.failing import guarded

    sys.exit(guarded(app))


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    if version:
        print(f"patron {__version__}")
        raise typer.Exit


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    dev: Annotated[
        bool,
        typer.Option("--dev", help="Development mode: loopback only, /_dev calls, schema brought up to date."),
    ] = False,
) -> None:
    """Serve every dialect."""
    from patron.commands import serve as command

    raise typer.Exit(command.serve(host=host, port=port, workers=workers, development=dev))


@app.command()
def migrate() -> None:
    """Bring the database to the current schema."""
    from patron.commands import database

    database.migrate_database()


@app.command()
def seed(
    world: Annotated[
        Path | None, typer.Argument(help="A world: stores, apps, customers as JSON.", metavar="WORLD.json")
    ] = None,
    store_id: Annotated[int | None, typer.Option("--store", help="Its store; may be left out of one.")] = None,
    customers: Annotated[int | None, typer.Option(min=1, help="So many made-up people instead of a world.")] = None,
    add: Annotated[bool, typer.Option("--add", help="Also where the store has customers.")] = False,
) -> None:
    """Load a world, or made-up customers, into the database, beside what is already there."""
    if world is not None and customers is None and store_id is None and not add:
        from patron.commands import database

        database.seed(world)
    elif world is None and customers is not None:
        from patron.commands import seeding

        seeding.people(store_id, customers, add=add)
    else:
        raise typer.BadParameter("say either a world, or --customers with the options for it")


@app.command()
def demo(
    serve: Annotated[bool, typer.Option("--serve", help="Serve it afterwards, and show requests to try.")] = False,
    port: Port = None,
) -> None:
    """Make a small database to play with."""
    from patron.commands import demo as command

    raise typer.Exit(command.demo(serve=serve, port=port))


@app.command()
def history(
    customer: CustomerName,
    store: ItsStore = None,
    limit: Limit = 50,
    as_json: AsLines = False,
) -> None:
    """Show what happened to a customer: who, when, through which door, what became what."""
    from patron.commands import history as command

    command.show(customer, store, limit, MOST_EVENTS, as_json=as_json)


@app.command()
def events(
    store: Annotated[int | None, typer.Option(help="Number of the store; may be left out of one.")] = None,
    after: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="A position: the events behind it.")] = 0,
    limit: Limit = 50,
    as_json: AsLines = False,
) -> None:
    """Show what happened in a store, in an order that can be followed from a position on."""
    from patron.commands import events as command

    command.show(store, after, limit, as_json=as_json)


@app.command()
def show(customer: CustomerName, store: ItsStore = None, as_json: AsJson = False) -> None:
    """Show a customer as each dialect would answer now, side by side."""
    from patron.commands import show as command

    command.show(customer, store, as_json=as_json)


@app.command()
def diff(
    customer: CustomerName,
    between: Annotated[
        str | None,
        typer.Option(
            metavar="DIALECT,DIALECT",
            help="Two or more of evershop, evershop_graphql, openfoodnetwork, aimeos, tiendanube; all if left out.",
        ),
    ] = None,
    store: ItsStore = None,
    as_json: AsLines = False,
) -> None:
    """Explain fact by fact how the dialects tell it, and by which rule.

    Signs: = the same, ~ derived, + only here, - not expressible there, ! unexplained.

    Ends with 0, with 1 where no rule explains a difference, with 2 where nothing could be compared.
    """
    from patron.commands import diff as command

    raise typer.Exit(command.diff(customer, store, between, as_json=as_json))


@app.command()
def fields(
    markdown: Annotated[bool, typer.Option("--markdown", help="The page docs/field-map.md.")] = False,
) -> None:
    """Show which field of each dialect tells which fact, and how."""
    from patron.commands import fields as command

    command.show(markdown=markdown)


@app.command()
def check(
    quick: Annotated[bool, typer.Option("--quick", help="Do not count every customer.")] = False,
) -> None:
    """Tell whether everything is in order, and what to do if not."""
    from patron.commands import check as command

    raise typer.Exit(command.check(quick=quick))


@app.command()
def settings(
    markdown: Annotated[bool, typer.Option("--markdown", help="The table of docs/operations.md.")] = False,
) -> None:
    """Show every setting: its value, where that comes from, what it means."""
    from patron.commands import settings as command

    command.show(markdown=markdown)


@stores.command("add")
def store_add(
    name: Annotated[str, typer.Argument(help="Its name, as customers read it.")],
    currency: Annotated[str, typer.Option(help="ISO 4217 code.")],
    store_id: Annotated[int | None, typer.Option("--id", help="Its number; the next free one if left out.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1 code, such as BR.")] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1 code, such as pt.")] = None,
    tiendanube_id: Annotated[int | None, typer.Option(help="Its number in Tiendanube's paths; else its own.")] = None,
) -> None:
    """Add a store."""
    from patron.commands import stores as command

    command.add(name, currency.upper(), store_id, country and country.upper(), language, tiendanube_id)


@stores.command("list")
def store_list() -> None:
    """List the stores."""
    from patron.commands import stores as command

    command.show()


@stores.command("set")
def store_set(
    store_id: StoreId,
    name: Annotated[str | None, typer.Option(help="Its name, as customers read it.")] = None,
    bucket_size: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="Tiendanube: calls that fit into the bucket.")
    ] = None,
    leak_per_second: Annotated[
        float | None, typer.Option(min=0.01, max=100_000, help="Tiendanube: calls that leak out of it.")
    ] = None,
) -> None:
    """Change a store."""
    from patron.commands import stores as command

    command.change(store_id, name=name, bucket_size=bucket_size, leak_per_second=leak_per_second)


@staff.command("add")
def staff_add(
    email: Annotated[str, typer.Argument(help="E-mail to sign in with.")],
    name: Annotated[str, typer.Option(help="Name.")] = "",
    role: Annotated[str, typer.Option(help="admin (every store), manager or shopper.")] = "manager",
    store: Annotated[list[int] | None, typer.Option(help="A store to manage; may be repeated.")] = None,
    generate: Annotated[bool, typer.Option("--generate", help="Make a password and show it once.")] = False,
) -> None:
    """Add somebody who manages stores; the password is asked for, or made with --generate."""
    from patron.commands import staff as command

    command.add(email, name, role, tuple(store or ()), generate=generate)


@staff.command("list")
def staff_list() -> None:
    """List the people who manage stores."""
    from patron.commands import staff as command

    command.show()


@staff.command("key")
def staff_key(email: StaffEmail) -> None:
    """Make an API key (Open Food Network's X-Api-Token). It is shown this once; the one before is dead."""
    from patron.commands import staff as command

    command.make_key(email)


@staff.command("password")
def staff_password(
    email: StaffEmail,
    generate: Annotated[bool, typer.Option("--generate", help="Make a password and show it once.")] = False,
) -> None:
    """Set a password; whatever was opened with the old one is closed."""
    from patron.commands import staff as command

    command.set_password(email, generate=generate)


@staff.command("one-step")
def staff_one_step(email: StaffEmail) -> None:
    """Let somebody sign in with the password alone who lost the device of the second step and all recovery codes."""
    from patron.commands import staff as command

    command.drop_second_step(email)


@tokens.command("add")
def token_add(
    store_id: StoreId,
    name: Annotated[str, typer.Option(help="What it is for.")] = "",
    scopes: Annotated[str, typer.Option(help="Comma list.")] = "read_customers,write_customers",
) -> None:
    """Make a token for an app. It is shown this once."""
    from patron.commands import tokens as command

    command.add(store_id, name, scopes)


@tokens.command("list")
def token_list(store_id: StoreId) -> None:
    """List the tokens of a store."""
    from patron.commands import tokens as command

    command.show(store_id)


@tokens.command("revoke")
def token_revoke(
    store_id: StoreId,
    token_id: Annotated[int, typer.Argument(help="Number of the token in `patron token list`.", metavar="TOKEN")],
) -> None:
    """Revoke a token; apps that use it are refused within a second."""
    from patron.commands import tokens as command

    command.revoke(store_id, token_id)


@purchases.command("load")
def purchases_load(
    file: Annotated[Path, typer.Argument(help="A .jsonl file, or a .csv file with a header.", metavar="FILE")],
    store_id: Annotated[int | None, typer.Option("--store", help="Its store; may be left out of one.")] = None,
) -> None:
    """Load orders, amounts, credit and subscriptions of customers. Every line is checked before any is written."""
    from patron.commands import purchases as command

    command.load(file, store_id)
