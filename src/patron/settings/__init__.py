"""Settings: read once from the environment, frozen; every fault is named at once."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from patron.settings.reading import BadValue
from patron.settings.table import TABLE, Setting

PREFIX = "PATRON_"

__all__ = ["PREFIX", "TABLE", "BadSettings", "BadValue", "Setting", "Settings", "read_settings"]


class BadSettings(Exception):
    """Everything that is wrong with the environment; `faults` are sentences for the operator, without values."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is in force; each field is described by its row in `patron.settings.table`."""

    database: str
    database_pool: int
    database_timeout: int
    host: str
    port: int
    workers: int
    base_url: str
    trusted_proxy_hops: int
    rate_limits: bool
    body_limit: int
    header_limit: int
    request_seconds: int
    keep_alive_seconds: int
    stop_seconds: int
    backlog: int
    hash_threads: int
    log_level: str
    log_format: str
    access_log: bool
    mail: bool
    smtp_url: str
    mail_from: str
    evershop_store: int
    evershop_jwt_admin_secret: str
    evershop_jwt_admin_refresh_secret: str
    evershop_jwt_customer_secret: str
    evershop_jwt_customer_refresh_secret: str
    evershop_jwt_issuer: str
    evershop_admin_token_seconds: int
    evershop_admin_refresh_seconds: int
    evershop_customer_token_seconds: int
    evershop_customer_refresh_seconds: int
    evershop_session_seconds: int
    evershop_welcome_mail: bool
    evershop_cookie_secret: str
    evershop_cookie_name: str
    evershop_admin_cookie_name: str
    aimeos_store: int
    aimeos_profile: str
    aimeos_csrf: bool
    aimeos_limit_count: int
    aimeos_limit_seconds: int
    aimeos_groups: tuple[int, ...]
    aimeos_origins: tuple[str, ...]
    aimeos_prefix: str
    aimeos_debug: bool


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of this environment. Raises BadSettings with every fault, not only the first."""
    faults = [_unknown(name) for name in sorted(environment) if name.startswith(PREFIX) and name not in _NAMES]
    values: dict[str, Any] = {}
    for row in TABLE:
        try:
            values[row.field] = row.read(environment.get(row.name, row.default))
        except BadValue as fault:
            faults.append(f"{row.name} cannot be used: {fault}.")
    if not faults and values["smtp_url"] and not values["mail_from"]:
        faults.append("PATRON_MAIL_FROM is missing: PATRON_SMTP_URL needs a sender, such as no-reply@shop.example.")
    if faults:
        raise BadSettings(tuple(faults))
    return Settings(**values)


_NAMES = frozenset(row.name for row in TABLE)


def _unknown(name: str) -> str:
    # Without the prefix, which makes all of them look alike.
    known = [known.removeprefix(PREFIX) for known in sorted(_NAMES)]
    near = difflib.get_close_matches(name.removeprefix(PREFIX), known, n=1)
    advice = f"did you mean {PREFIX}{near[0]}?" if near else "`patron settings` lists those that exist."
    return f"{name} is no setting: {advice}"
