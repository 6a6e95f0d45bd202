"""Calls of development mode (`patron serve --dev`)."""

from collections.abc import Mapping
from typing import TypeAlias

import httpx

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def load_world(base_url: str, world: Mapping[str, Json]) -> dict[str, str]:
    """The names that the world binds; the database holds that world and nothing else afterwards."""
    answer = httpx.post(f"{base_url}/_dev/world", json=world, timeout=30)
    assert answer.status_code == httpx.codes.OK, answer.text
    bindings: dict[str, str] = answer.json()["bindings"]
    return bindings
