"""Who sent a request and under which address they know us, through as many proxies as are trusted."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, MutableMapping
from typing import Any

# A name, an IPv4 address or an IPv6 address in brackets, and a port: nothing that could break out of a URL.
_HOST = re.compile(rb"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_REQUEST_ID = re.compile(rb"[0-9A-Za-z._-]{8,64}")
_MEMORY = 512
"""How many different hosts are remembered; a sender of made-up ones must not fill the memory."""

Scope = MutableMapping[str, Any]


class Origins:
    """Reads base URL and client address of requests."""

    def __init__(self, base_url: str, trusted_hops: int) -> None:
        self._base_url = base_url
        self._hops = trusted_hops
        self._known: dict[tuple[str, bytes], str] = {}

    def base_url(self, scope: Scope) -> str:
        """Scheme and host as the caller sees them, without a slash at the end."""
        if self._base_url:
            return self._base_url
        host, scheme = b"", str(scope.get("scheme") or "http")
        for name, value in scope["headers"]:
            if name == b"host":
                host = value
        if self._hops:
            scheme = self._forwarded(scope, b"x-forwarded-proto", scheme).lower()
            host = self._forwarded(scope, b"x-forwarded-host", host.decode("latin-1")).encode("latin-1")
        key = (scheme, host)
        return self._known.get(key) or self._learn(key, scope)

    def _learn(self, key: tuple[str, bytes], scope: Scope) -> str:
        scheme, host = key
        scheme = scheme if scheme in ("http", "https") else "http"
        url = f"{scheme}://{host.decode('ascii') if _HOST.fullmatch(host) else _bound(scope)}"
        if len(self._known) >= _MEMORY:
            self._known.clear()
        self._known[key] = url
        return url

    def client(self, scope: Scope) -> str:
        """The address of the caller as text; empty where there is none (a unix socket)."""
        peer = scope.get("client")
        address = str(peer[0]) if peer else ""
        return _address(self._forwarded(scope, b"x-forwarded-for", address)) or address if self._hops else address

    def request_id(self, scope: Scope) -> str | None:
        """The id that a trusted proxy gave the request, or None."""
        if self._hops:
            for name, value in scope["headers"]:
                if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
                    return bytes(value).decode("ascii")
        return None

    def _forwarded(self, scope: Scope, name: bytes, otherwise: str) -> str:
        """The entry that the outermost trusted proxy wrote; with fewer entries than hops nobody trusted wrote it."""
        entries = _entries(value for key, value in scope["headers"] if key == name)
        return entries[-self._hops] if len(entries) >= self._hops else otherwise


def _entries(values: Iterable[bytes]) -> list[str]:
    return [entry.strip() for value in values for entry in value.decode("latin-1").split(",")]


def _bound(scope: Scope) -> str:
    server = scope.get("server")
    if not server:
        return "localhost"
    host, port = server
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"


def _address(text: str) -> str:
    """The IP address in `1.2.3.4`, `1.2.3.4:80`, `::1` or `[::1]:80`; empty for anything else."""
    bare = text
    if text.startswith("["):
        bare = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        bare = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""
