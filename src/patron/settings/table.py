"""Every setting: its variable, default, reader and sentence. Settings are data; nothing else names a variable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from patron.settings import reading
from patron.settings.reading import Read


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: the environment variable, the field of Settings it fills, and how to read and describe it."""

    name: str
    field: str
    default: str
    read: Read[Any]
    about: str
    secret: bool = False
    """True where the value holds a password: it is masked wherever it is shown."""


TABLE: tuple[Setting, ...] = (
    # where the records are
    Setting(
        "PATRON_DATABASE",
        "database",
        "sqlite:///patron.sqlite3",
        reading.database_url,
        "Database URL. The default is a file in the folder where the command runs; "
        "PostgreSQL may name several hosts: `postgresql://user@one,two/patron?target_session_attrs=read-write`.",
        secret=True,
    ),
    Setting(
        "PATRON_DATABASE_POOL",
        "database_pool",
        "8",
        reading.whole(1, 200),
        "PostgreSQL: connections per worker at most.",
    ),
    Setting(
        "PATRON_DATABASE_TIMEOUT",
        "database_timeout",
        "10",
        reading.whole(1, 300),
        "PostgreSQL: seconds that one command may take.",
    ),
    # where the server listens, and what it looks like from outside
    Setting("PATRON_HOST", "host", "127.0.0.1", reading.host, "Address to listen on; `0.0.0.0` for every IPv4 one."),
    Setting("PATRON_PORT", "port", "8000", reading.whole(0, 65535), "Port to listen on; 0 takes a free one."),
    Setting("PATRON_WORKERS", "workers", "1", reading.whole(1, 64), "Server processes."),
    Setting(
        "PATRON_BASE_URL",
        "base_url",
        "",
        reading.base_url,
        "Public base URL, used in every absolute link. Empty: what the Host header says.",
    ),
    Setting(
        "PATRON_TRUSTED_PROXY_HOPS",
        "trusted_proxy_hops",
        "0",
        reading.whole(0, 16),
        "How many entries of `X-Forwarded-For`, counted from the right, come from own proxies; "
        "with 1 the last entry is the client. 0 ignores `X-Forwarded-*`.",
    ),
    # how much one caller may ask
    Setting(
        "PATRON_RATE_LIMITS", "rate_limits", "on", reading.switch, "EverShop's tiers and Tiendanube's leaky bucket."
    ),
    Setting(
        "PATRON_BODY_LIMIT",
        "body_limit",
        "1048576",
        reading.whole(1024, 104857600),
        "Bytes that the body of a request may have; a dialect may allow fewer.",
    ),
    Setting(
        "PATRON_HEADER_LIMIT",
        "header_limit",
        "32768",
        reading.whole(1024, 262144),
        "Bytes that the request line and all headers may have together.",
    ),
    Setting(
        "PATRON_REQUEST_SECONDS",
        "request_seconds",
        "30",
        reading.whole(1, 600),
        "Seconds a client may take to send its headers, and again to send its body.",
    ),
    Setting(
        "PATRON_KEEP_ALIVE_SECONDS",
        "keep_alive_seconds",
        "75",
        reading.whole(1, 3600),
        "Seconds that an idle connection stays open. Keep it above what a proxy in front waits.",
    ),
    Setting(
        "PATRON_STOP_SECONDS",
        "stop_seconds",
        "10",
        reading.whole(1, 600),
        "Seconds that running requests may take to finish after SIGTERM.",
    ),
    Setting("PATRON_BACKLOG", "backlog", "2048", reading.whole(1, 65535), "Connections that may wait to be accepted."),
    Setting(
        "PATRON_HASH_THREADS",
        "hash_threads",
        "1",
        reading.whole(1, 2),
        "Threads that hash passwords; each takes a whole core while it does.",
    ),
    # what it tells
    Setting(
        "PATRON_LOG_LEVEL",
        "log_level",
        "info",
        reading.one_of("debug", "info", "warning", "error"),
        "The least important lines that are logged.",
    ),
    Setting(
        "PATRON_LOG_FORMAT",
        "log_format",
        "auto",
        reading.one_of("auto", "json", "pretty"),
        "`auto`: pretty in a terminal, one JSON object a line elsewhere.",
    ),
    Setting("PATRON_ACCESS_LOG", "access_log", "on", reading.switch, "One line for each request."),
    # mail
    Setting(
        "PATRON_MAIL",
        "mail",
        "on",
        reading.switch,
        "`off`: no mail service. With `--dev`, `on` means collected under `/_dev/mail`.",
    ),
    Setting(
        "PATRON_SMTP_URL",
        "smtp_url",
        "",
        reading.smtp_url,
        "Where mail goes: `smtp://user:password@mail.example:587?tls=starttls` (or `tls=tls`, `tls=none`). "
        "Empty: mail waits in the outbox.",
        secret=True,
    ),
    Setting(
        "PATRON_MAIL_FROM", "mail_from", "", reading.mail_address, "Sender of every mail. Needed with PATRON_SMTP_URL."
    ),
    # dialects
    Setting(
        "PATRON_EVERSHOP_STORE",
        "evershop_store",
        "1",
        reading.whole(1, 2**53),
        "The store that the EverShop API speaks for; its paths name none.",
    ),
    Setting(
        "PATRON_EVERSHOP_JWT_ADMIN_SECRET",
        "evershop_jwt_admin_secret",
        "",
        reading.secret(32),
        "EverShop: signs admin tokens. Empty: made at random at first use and kept in the database.",
        secret=True,
    ),
    Setting(
        "PATRON_EVERSHOP_JWT_ADMIN_REFRESH_SECRET",
        "evershop_jwt_admin_refresh_secret",
        "",
        reading.secret(32),
        "EverShop: signs admin refresh tokens. Empty: made at random at first use and kept in the database.",
        secret=True,
    ),
    Setting(
        "PATRON_EVERSHOP_JWT_CUSTOMER_SECRET",
        "evershop_jwt_customer_secret",
        "",
        reading.secret(32),
        "EverShop: signs customer tokens. Empty: made at random at first use and kept in the database.",
        secret=True,
    ),
    Setting(
        "PATRON_EVERSHOP_JWT_CUSTOMER_REFRESH_SECRET",
        "evershop_jwt_customer_refresh_secret",
        "",
        reading.secret(32),
        "EverShop: signs customer refresh tokens. Empty: made at random at first use and kept in the database.",
        secret=True,
    ),
    Setting(
        "PATRON_EVERSHOP_JWT_ISSUER", "evershop_jwt_issuer", "evershop", reading.plain, "EverShop: `iss` of tokens."
    ),
    Setting(
        "PATRON_EVERSHOP_ADMIN_TOKEN_SECONDS",
        "evershop_admin_token_seconds",
        "604800",
        reading.whole(1, 31_536_000),
        "EverShop: how long an admin's access token is good.",
    ),
    Setting(
        "PATRON_EVERSHOP_ADMIN_REFRESH_SECONDS",
        "evershop_admin_refresh_seconds",
        "54000",
        reading.whole(1, 31_536_000),
        "EverShop: how long an admin's refresh token is good.",
    ),
    Setting(
        "PATRON_EVERSHOP_CUSTOMER_TOKEN_SECONDS",
        "evershop_customer_token_seconds",
        "1800",
        reading.whole(1, 31_536_000),
        "EverShop: how long a customer's access token is good.",
    ),
    Setting(
        "PATRON_EVERSHOP_CUSTOMER_REFRESH_SECONDS",
        "evershop_customer_refresh_seconds",
        "108000",
        reading.whole(1, 31_536_000),
        "EverShop: how long a customer's refresh token is good.",
    ),
    Setting(
        "PATRON_EVERSHOP_SESSION_SECONDS",
        "evershop_session_seconds",
        "86400",
        reading.whole(1, 31_536_000),
        "EverShop: how long a cookie session is good.",
    ),
    Setting(
        "PATRON_EVERSHOP_WELCOME_MAIL",
        "evershop_welcome_mail",
        "on",
        reading.switch,
        "EverShop: a mail for everybody who registers.",
    ),
    Setting(
        "PATRON_EVERSHOP_COOKIE_SECRET",
        "evershop_cookie_secret",
        "",
        reading.secret(32),
        "EverShop: signs session cookies. Empty: made at random at first use and kept in the database.",
        secret=True,
    ),
    Setting(
        "PATRON_EVERSHOP_COOKIE_NAME",
        "evershop_cookie_name",
        "sid",
        reading.cookie_name,
        "EverShop: cookie of a customer's session.",
    ),
    Setting(
        "PATRON_EVERSHOP_ADMIN_COOKIE_NAME",
        "evershop_admin_cookie_name",
        "asid",
        reading.cookie_name,
        "EverShop: cookie of an admin's session.",
    ),
    Setting(
        "PATRON_AIMEOS_STORE",
        "aimeos_store",
        "1",
        reading.whole(1, 2**53),
        "The store that the Aimeos API speaks for; its paths name none.",
    ),
    Setting("PATRON_AIMEOS_PROFILE", "aimeos_profile", "page", reading.one_of("page", "2026"), "Spelling of the API."),
    Setting(
        "PATRON_AIMEOS_CSRF",
        "aimeos_csrf",
        "on",
        reading.switch,
        "Token `_token`, cookie session, 419 (never for a bearer token).",
    ),
    Setting(
        "PATRON_AIMEOS_LIMIT_COUNT",
        "aimeos_limit_count",
        "3",
        reading.whole(0, 1_000_000),
        "Accounts that one client address may create in the window.",
    ),
    Setting(
        "PATRON_AIMEOS_LIMIT_SECONDS",
        "aimeos_limit_seconds",
        "14400",
        reading.whole(1, 31_536_000),
        "Length of that window.",
    ),
    Setting("PATRON_AIMEOS_GROUPS", "aimeos_groups", "", reading.group_ids, "Comma list of group ids of new accounts."),
    Setting(
        "PATRON_AIMEOS_ORIGINS",
        "aimeos_origins",
        "",
        reading.origins,
        "Comma list of other origins whose pages may call the Aimeos API with its session cookie.",
    ),
    Setting("PATRON_AIMEOS_PREFIX", "aimeos_prefix", "", reading.plain, "`meta.prefix`; empty shows `null`."),
    Setting(
        "PATRON_AIMEOS_DEBUG", "aimeos_debug", "off", reading.switch, "Errors carry the real message and `detail`."
    ),
)
