"""The raw form of a document: a text template around three members that PHP's JSON encoder writes (aimeos.md 1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

import msgspec

_PLAIN = msgspec.json.Encoder().encode
_INDENT = 4


def written(plain: Mapping[str, object], encoded: Mapping[str, object], *, pretty: bool = False) -> bytes:
    """The document: `plain` members as they are, `encoded` ones with `\\/` and `\\uXXXX`, and indented if `pretty`."""
    members = [b'"%b":%b' % (name.encode(), _PLAIN(value)) for name, value in plain.items()]
    members += [b'"%b":%b' % (name.encode(), _php(value, pretty=pretty)) for name, value in encoded.items()]
    return b"{%b}" % b",".join(members)


def _php(value: object, *, pretty: bool) -> bytes:
    # A slash stands nowhere but in texts, so all of them can be escaped at once.
    text = json.dumps(value, indent=_INDENT) if pretty else json.dumps(value, separators=(",", ":"))
    return text.replace("/", "\\/").encode("ascii")


def number(value: object) -> object:
    """A number as PHP writes it: `10.0` is `10`."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def array(value: object) -> object:
    """JSON as it comes back from PHP: a map whose keys count from 0 is a list, an empty one too."""
    if isinstance(value, dict):
        inner = {key: array(one) for key, one in cast("dict[str, object]", value).items()}
        return list(inner.values()) if all(key == str(at) for at, key in enumerate(inner)) else inner
    if isinstance(value, list):
        return [array(one) for one in cast("list[object]", value)]
    return number(value)
