"""`patron store`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from patron.commands.failing import CommandFailed
from patron.commands.opening import with_store
from patron.domain.access import Shop
from patron.operations.ports import Reading, Writing
from patron.readiness import OpenStore


def add(
    name: str,
    currency: str,
    store_id: int | None,
    country: str | None,
    language: str | None,
    tiendanube_id: int | None,
) -> None:
    """Nothing comes back; the store is there. Raises CommandFailed, Taken."""
    _check(currency, country)

    async def work(store: OpenStore) -> Shop:
        return await store.write(put)

    async def put(unit: Writing) -> Shop:
        number = store_id or 1 + max((shop.store_id for shop in await unit.shops.all()), default=0)
        shop = Shop(
            store_id=number,
            name=name,
            currency=currency,
            country=country,
            language=language,
            evershop_host=f"store-{number}",
            enterprise_id=number,
            aimeos_site=f"site-{number}",
            tiendanube_id=tiendanube_id or number,
            created_at=unit.now,
        )
        await unit.shops.add(shop)
        return shop

    shop = with_store(work)
    console = Console()
    console.print(f"[green]Added[/] store [bold]{shop.store_id}[/].", highlight=False)
    console.print(f"Next: patron token add {shop.store_id}", highlight=False)


def _check(currency: str, country: str | None) -> None:
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise CommandFailed(f"{currency} is no currency: say its ISO 4217 code, such as BRL")
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise CommandFailed(f"{country} is no country: say its ISO 3166-1 code, such as BR")


def show() -> None:
    """Nothing comes back; the stores are listed."""
    shops = with_store(_all)
    if not shops:
        Console().print("There is no store yet. Add one: patron store add NAME --currency BRL", highlight=False)
        return
    table = Table(title=f"{len(shops)} store(s)", title_justify="left")
    for heading in ("id", "name", "currency", "country", "language", "Tiendanube id", "bucket", "made by"):
        table.add_column(heading)
    for shop in shops:
        table.add_row(*_cells(shop))
    Console().print(table, markup=False)


def _cells(shop: Shop) -> Sequence[str]:
    bucket = cast("Mapping[str, object]", shop.settings.get("tiendanube", {}))
    limits = f"{bucket.get('bucket_size', 40)}, leaks {bucket.get('leak_per_second', 2)}/s"
    maker = "a world" if shop.settings.get("world") else "hand"
    own = str(shop.tiendanube_id)
    return (str(shop.store_id), shop.name, shop.currency, shop.country or "", shop.language or "", own, limits, maker)


async def _all(store: OpenStore) -> Sequence[Shop]:
    async def read(unit: Reading) -> Sequence[Shop]:
        return await unit.shops.all()

    return await store.read(read)


def change(store_id: int, *, name: str | None, bucket_size: int | None, leak_per_second: float | None) -> None:
    """Nothing comes back; what was named is changed. Raises CommandFailed."""
    limits: dict[str, object] = {}
    if bucket_size is not None:
        limits["bucket_size"] = bucket_size
    if leak_per_second is not None:
        limits["leak_per_second"] = leak_per_second
    if not limits and name is None:
        raise CommandFailed("nothing to change: say --name, --bucket-size or --leak-per-second")

    async def put(unit: Writing) -> bool:
        shop = await unit.shops.find("store_id", store_id)
        if shop is None:
            return False
        bucket = {**cast("Mapping[str, object]", shop.settings.get("tiendanube", {})), **limits}
        settings = {**shop.settings, "tiendanube": bucket} if limits else shop.settings
        await unit.shops.save(replace(shop, name=shop.name if name is None else name, settings=settings))
        return True

    async def work(store: OpenStore) -> bool:
        return await store.write(put)

    if not with_store(work):
        raise CommandFailed(f"there is no store {store_id}: patron store list shows them")
    Console().print(
        f"[green]Changed[/] store [bold]{store_id}[/]. It holds for calls a second from now.", highlight=False
    )
