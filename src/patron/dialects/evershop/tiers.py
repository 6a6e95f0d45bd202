"""How much one client may ask: EverShop's three tiers and their headers (evershop.md 1.6).

The tier is told by the decoded path in lower case and without a slash at its end, as routes are: a spelling that is
routed like another one must not dodge its limit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from urllib.parse import unquote

from msgspec import Struct

from patron.domain.refusals import TooOften
from patron.wire.house import House
from patron.wire.request import Wire

GUARDED = frozenset(
    {
        "/api/customers",
        "/api/customers/reset-password",
        "/api/customers/password",
        "/customer/login",
        "/admin/user/login",
    }
)
NETWORK_BITS = 56
"""Of an IPv6 address: what one household or server gets, as express-rate-limit counts."""


class Tier(Struct, frozen=True):
    """So many requests in a window that begins with the first of them."""

    name: str
    limit: int
    seconds: int


AUTH = Tier("auth", 8, 900)
API = Tier("api", 120, 60)
PAGE = Tier("page", 300, 60)


def tiers(house: House) -> Callable[[Wire], None]:
    """What counts a request before anything else is done; raises TooOften."""

    def count(wire: Wire) -> None:
        if house.buckets is None:
            return
        tier, now = tier_of(wire.method, wire.path), house.clock.now()
        counted = house.buckets.count(f"es:{tier.name}:{_network(wire.client)}", tier.seconds * 1000, now)
        # The sixth draft of the IETF's RateLimit headers, as express-rate-limit writes it.
        wire.answer_headers += (
            ("RateLimit-Policy", f"{tier.limit};w={tier.seconds}"),
            ("RateLimit-Limit", str(tier.limit)),
            ("RateLimit-Remaining", str(max(0, tier.limit - counted.times))),
            ("RateLimit-Reset", str(-((now - counted.ends_at) // 1000))),
        )
        if counted.times > tier.limit:
            raise TooOften(tier.seconds)

    return count


def tier_of(method: str, path: str) -> Tier:
    """The tier that a request counts in; `path` as sent."""
    routed = unquote(path).lower().rstrip("/")
    if method == "POST" and routed in GUARDED:
        return AUTH
    return API if routed == "/api" or routed.startswith("/api/") else PAGE


@lru_cache(maxsize=4096)
def _network(client: str) -> str:
    """What is counted as one client: an IPv4 address, or the network of an IPv6 one."""
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{int(address) >> (128 - NETWORK_BITS):x}"
