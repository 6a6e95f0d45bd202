"""The dialects that are served: one folder and one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from patron.dialects import account, dev, tiendanube
from patron.dialects.tiendanube.lens import SPEECH as TIENDANUBE
from patron.domain.access import Shop
from patron.domain.customer import Customer
from patron.domain.places import Places
from patron.operations.minting import Mint
from patron.operations.speech import Speeches
from patron.settings import Settings
from patron.wire.dialect import Dialect
from patron.wire.house import House

ReadShown: TypeAlias = Callable[[Mapping[str, object], Shop, Places], Customer]
SPEECHES = Speeches((TIENDANUBE,))
READERS: Mapping[str, ReadShown] = {"tiendanube": tiendanube.parse.shown_customer}
"""How each dialect reads a customer in its own words: worlds and migrations."""


def minters(_house: House, _settings: Settings) -> Mapping[str, Mint]:
    """Who makes a credential of each dialect whose credentials are no tokens of apps."""
    return {}


def dialects(house: House, _settings: Settings, bench: dev.Workbench | None = None) -> tuple[Dialect, ...]:
    """Every dialect over that house; the development calls only with a workbench."""
    served = (tiendanube.dialect(house), account.dialect())
    return (*served, dev.dialect(bench)) if bench else served
