"""The table of settings for people: what is in force, where it comes from, secrets masked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from patron.settings.table import TABLE, Setting

MASK = "*****"
# The password part of the user info, and whatever a query parameter calls a password.
_USER_INFO = re.compile(r"(?P<head>^[A-Za-z][A-Za-z0-9+.-]*://[^/?#@:]*:)(?P<secret>[^/?#]*)(?=@)")
_QUERY = re.compile(r"(?P<head>[?&](?:password|sslpassword|passfile)=)(?P<secret>[^&#]*)", re.IGNORECASE)


def masked(url: str) -> str:
    """The URL with every password in it hidden."""
    return _QUERY.sub(rf"\g<head>{MASK}", _USER_INFO.sub(rf"\g<head>{MASK}", url))


def shown(row: Setting, environment: Mapping[str, str]) -> tuple[str, str]:
    """(value in force as text, where it comes from: `environment` or `default`)."""
    text = environment.get(row.name, row.default)
    source = "environment" if row.name in environment else "default"
    return masked(text) if row.secret else text, source


def markdown() -> str:
    """The table of all settings as docs/operations.md holds it."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for row in TABLE:
        default = f"`{row.default}`" if row.default else ""
        lines.append(f"| `{row.name}` | {default} | {row.about} |")
    return "\n".join(lines) + "\n"
