"""Settings: read once, every fault named, secrets masked, and the documents hold the table."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from patron.settings import TABLE, BadSettings, Settings, read_settings
from patron.settings.showing import markdown, masked, shown

DOCUMENT = Path(__file__).parents[2] / "docs" / "operations.md"


def faults(**environment: str) -> tuple[str, ...]:
    with pytest.raises(BadSettings) as caught:
        read_settings(environment)
    return caught.value.faults


def test_an_empty_environment_has_the_defaults() -> None:
    settings = read_settings({"HOME": "/root", "PATH": "/bin"})
    assert settings.database == "sqlite:///patron.sqlite3"
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert (settings.rate_limits, settings.mail, settings.aimeos_debug) == (True, True, False)
    assert settings.aimeos_groups == ()


def test_the_shared_table_of_worlds_holds() -> None:
    shared = {
        "PATRON_BASE_URL": "",
        "PATRON_TRUSTED_PROXY_HOPS": "0",
        "PATRON_RATE_LIMITS": "on",
        "PATRON_MAIL": "on",
        "PATRON_EVERSHOP_STORE": "1",
        "PATRON_AIMEOS_STORE": "1",
        "PATRON_AIMEOS_PROFILE": "page",
        "PATRON_AIMEOS_CSRF": "on",
        "PATRON_AIMEOS_LIMIT_COUNT": "3",
        "PATRON_AIMEOS_LIMIT_SECONDS": "14400",
        "PATRON_AIMEOS_GROUPS": "",
        "PATRON_AIMEOS_PREFIX": "",
        "PATRON_AIMEOS_DEBUG": "off",
    }
    defaults = {row.name: row.default for row in TABLE}
    assert {name: defaults[name] for name in shared} == shared


def test_every_field_has_one_row_and_every_row_a_field() -> None:
    assert [row.field for row in TABLE] == [field.name for field in dataclasses.fields(Settings)]
    assert len({row.name for row in TABLE}) == len(TABLE)
    assert all(row.name == f"PATRON_{row.field.upper()}" for row in TABLE)


def test_every_fault_is_named_at_once_with_a_suggestion_and_without_the_value() -> None:
    said = faults(
        PATRON_RATE_LIMIT="off",
        PATRON_XYZ="1",
        PATRON_PORT="eighty-secret",
        PATRON_MAIL="yes-secret",
        PATRON_DATABASE="mysql://u:secret@h/db",
    )
    assert said == (
        "PATRON_RATE_LIMIT is no setting: did you mean PATRON_RATE_LIMITS?",
        "PATRON_XYZ is no setting: `patron settings` lists those that exist.",
        (
            "PATRON_DATABASE cannot be used: say sqlite:///file.sqlite3 (a fourth slash makes the path absolute) "
            "or postgresql://user@host/name."
        ),
        "PATRON_PORT cannot be used: say a whole number from 0 to 65535.",
        "PATRON_MAIL cannot be used: say on or off.",
    )
    assert not any("secret" in fault for fault in said)


@pytest.mark.parametrize("text", ["On", "true", "1", "", " on", "on\n", "yes"])
def test_on_and_off_are_the_only_spellings_of_a_switch(text: str) -> None:
    assert faults(PATRON_RATE_LIMITS=text) == ("PATRON_RATE_LIMITS cannot be used: say on or off.",)


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("PATRON_DATABASE", "sqlite:////var/lib/patron/patron.sqlite3"),
        ("PATRON_DATABASE", "sqlite:///C:/patron.sqlite3"),
        ("PATRON_DATABASE", "postgresql://patron:p%40ss@db.example/patron"),
        ("PATRON_DATABASE", "postgres://one:5432,two:5433/patron?target_session_attrs=read-write"),
        ("PATRON_DATABASE", "postgresql:///patron?host=/var/run/postgresql"),
        ("PATRON_DATABASE", "postgresql://u@/db?host=h1:5432&host=h2:5432"),
        ("PATRON_BASE_URL", "https://api.shop.example/patron/"),
        ("PATRON_BASE_URL", "http://[::1]:8000"),
        ("PATRON_HOST", "::"),
        ("PATRON_HOST", "[::1]"),
        ("PATRON_HOST", "localhost"),
        ("PATRON_PORT", "0"),
        ("PATRON_HASH_THREADS", "2"),
        ("PATRON_AIMEOS_PROFILE", "2026"),
        ("PATRON_AIMEOS_GROUPS", "1, 2,3"),
        ("PATRON_MAIL_FROM", "Loja Açaí <no-reply@shop.example>"),
        ("PATRON_LOG_LEVEL", "debug"),
    ],
)
def test_good_values_are_taken(name: str, good: str) -> None:
    read_settings({name: good})


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("PATRON_DATABASE", ""),
        ("PATRON_DATABASE", "sqlite:///"),
        ("PATRON_DATABASE", "sqlite://patron.sqlite3"),
        ("PATRON_DATABASE", "patron.sqlite3"),
        ("PATRON_DATABASE", "postgresql://"),
        ("PATRON_DATABASE", "postgresql:db"),
        ("PATRON_BASE_URL", "shop.example"),
        ("PATRON_BASE_URL", "ftp://shop.example"),
        ("PATRON_BASE_URL", "https://shop.example/?a=1"),
        ("PATRON_BASE_URL", "https://u:p@shop.example"),
        ("PATRON_BASE_URL", "https://shop.example:port"),
        ("PATRON_BASE_URL", "https://[shop"),
        ("PATRON_BASE_URL", "https://shop.example\r\nX: y"),
        ("PATRON_HOST", ""),
        ("PATRON_HOST", "a b"),
        ("PATRON_PORT", "65536"),
        ("PATRON_PORT", "-1"),
        ("PATRON_PORT", "8000.5"),
        ("PATRON_PORT", "٨٠"),
        ("PATRON_PORT", "9" * 5000),
        ("PATRON_WORKERS", "0"),
        ("PATRON_HASH_THREADS", "3"),
        ("PATRON_TRUSTED_PROXY_HOPS", "17"),
        ("PATRON_AIMEOS_PROFILE", "2025"),
        ("PATRON_AIMEOS_GROUPS", "1;2"),
        ("PATRON_AIMEOS_GROUPS", "1,,2"),
        ("PATRON_AIMEOS_PREFIX", "a\nb"),
        ("PATRON_MAIL_FROM", "nobody"),
        ("PATRON_MAIL_FROM", "a@b\r\nBcc: c@d"),
        ("PATRON_SMTP_URL", "mail.example"),
        ("PATRON_SMTP_URL", "smtp://mail.example?tls=maybe"),
        ("PATRON_SMTP_URL", "smtp://mail.example?ssl=on"),
        ("PATRON_SMTP_URL", "smtp://mail.example/path"),
    ],
)
def test_bad_values_are_named(name: str, bad: str) -> None:
    (fault,) = faults(**{name: bad})
    assert fault.startswith(f"{name} cannot be used: ")


def test_mail_needs_a_sender() -> None:
    (fault,) = faults(PATRON_SMTP_URL="smtp://mail.example")
    assert fault.startswith("PATRON_MAIL_FROM is missing")
    read_settings({"PATRON_SMTP_URL": "smtp://mail.example", "PATRON_MAIL_FROM": "a@shop.example"})


def test_base_url_and_host_lose_what_is_too_much() -> None:
    settings = read_settings({"PATRON_BASE_URL": "https://shop.example/x/", "PATRON_HOST": "[::1]"})
    assert (settings.base_url, settings.host) == ("https://shop.example/x", "::1")


@pytest.mark.parametrize(
    ("url", "shown_as"),
    [
        ("sqlite:///patron.sqlite3", "sqlite:///patron.sqlite3"),
        ("postgresql://u:geheim@h/db", "postgresql://u:*****@h/db"),
        ("postgresql://u:ge@he:im@h1:5,h2:6/db", "postgresql://u:*****@h1:5,h2:6/db"),
        ("postgresql://u@h/db?password=geheim&x=1", "postgresql://u@h/db?password=*****&x=1"),
        ("postgresql://h/db?x=1&Password=geheim", "postgresql://h/db?x=1&Password=*****"),
        ("smtp://u:geheim@mail.example:587?tls=starttls", "smtp://u:*****@mail.example:587?tls=starttls"),
        ("smtp://:geheim@mail.example", "smtp://:*****@mail.example"),
    ],
)
def test_passwords_are_masked(url: str, shown_as: str) -> None:
    assert masked(url) == shown_as


def test_a_shown_setting_says_where_it_comes_from() -> None:
    rows = {row.name: row for row in TABLE}
    assert shown(rows["PATRON_PORT"], {}) == ("8000", "default")
    assert shown(rows["PATRON_PORT"], {"PATRON_PORT": "80"}) == ("80", "environment")
    assert shown(rows["PATRON_DATABASE"], {"PATRON_DATABASE": "postgresql://u:s@h/d"})[0] == "postgresql://u:*****@h/d"


def test_every_row_that_may_hold_a_password_is_secret() -> None:
    assert {row.name for row in TABLE if row.secret} == {
        "PATRON_DATABASE",
        "PATRON_SMTP_URL",
        "PATRON_EVERSHOP_JWT_ADMIN_SECRET",
        "PATRON_EVERSHOP_JWT_ADMIN_REFRESH_SECRET",
        "PATRON_EVERSHOP_JWT_CUSTOMER_SECRET",
        "PATRON_EVERSHOP_JWT_CUSTOMER_REFRESH_SECRET",
        "PATRON_EVERSHOP_COOKIE_SECRET",
    }


def test_the_documents_hold_the_table() -> None:
    assert markdown() in DOCUMENT.read_text(), "run: patron settings --markdown, and put it into docs/operations.md"
