"""EverShop's own pages, acted on by the Node program in evershop/, and a shop for them."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import msgspec

from tests.clients.programs import Request, node
from tests.development import Json, load_world

PROGRAM = Path(__file__).parent / "evershop" / "drive.mjs"
STORE = 1
WATCHER = "tn-evershop-1"
"""A token of Tiendanube in the same store: it sees everything that must not change."""
ADMIN: dict[str, Json] = {"email": "admin@example.com", "password": "admin-secret-12"}
ANN: dict[str, Json] = {"full_name": "Ann Lee", "email": "ann@example.com", "password": "secret12"}
LOGIN: dict[str, Json] = {"email": "ann@example.com", "password": "secret12"}
WORLD: dict[str, Json] = {
    "stores": [{"id": STORE, "name": "Main Shop", "currency": "USD", "country": "US", "language": "en"}],
    "countries": [
        {
            "code": "US",
            "name": "United States",
            "regions": [{"code": "US-CA", "name": "California"}, {"code": "US-NY", "name": "New York"}],
        }
    ],
    "groups": [{"store": STORE, "id": 1, "label": "Default", "default": True}],
    "staff": [{**ADMIN, "name": "Admin User", "role": "admin", "stores": [STORE], "bind": {"admin": "access_token"}}],
    "apps": [{"store": STORE, "token": WATCHER, "scopes": ["read_customers", "write_customers"]}],
}

Step: TypeAlias = tuple[str, str, Json]
"""Page, act, and what is given for it."""


class Outcome(msgspec.Struct, frozen=True):
    """What one act came to, or the error that the page shows; and the requests that were sent for it."""

    requests: list[Request]
    came: Any = None
    error: str | None = None

    @property
    def sent(self) -> list[str]:
        """The requests, as `POST /api/customers 200`."""
        return [f"{one.method} {one.target} {one.status}" for one in self.requests]


class Pages:
    """The pages of a shop that holds nobody yet."""

    def __init__(self, base_url: str, **more: Json) -> None:
        self.base_url = base_url
        self.bound = load_world(base_url, {**WORLD, **more})

    def act(self, *steps: Step) -> list[Outcome]:
        """What each act came to; cookies are kept from one to the next, and forgotten afterwards."""
        said = [{"page": page, "act": act, "given": given} for page, act, given in steps]
        done = subprocess.run(
            [str(node()), str(PROGRAM), self.base_url],
            input=json.dumps(said).encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return msgspec.json.decode(done.stdout, type=list[Outcome])

    def everything(self) -> list[dict[str, Any]]:
        """Every customer of the shop, as Tiendanube shows it: to see that a refusal changed nothing."""
        headers = {"Authentication": f"bearer {WATCHER}", "User-Agent": "tests (t@example.com)"}
        answer = httpx.get(f"{self.base_url}/v1/{STORE}/customers?per_page=200", headers=headers)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()
        return found

    def define_field(self, **definition: Json) -> None:
        """Nothing; customers have that metafield."""
        answer = httpx.post(
            f"{self.base_url}/api/metafield-definitions",
            json={"ownerType": "customer", **definition},
            headers={"Authorization": f"Bearer {self.bound['admin']}"},
        )
        assert answer.status_code == 200, answer.text

    def reset_token(self) -> str:
        """The token in the one mail that offers a new password."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            mails = httpx.get(f"{self.base_url}/_dev/mail").json()
            texts = [mail["text"] for mail in mails if "reset-password?token=" in mail["text"]]
            if texts:
                assert len(texts) == 1
                return str(texts[0].partition("token=")[2].split()[0])
            time.sleep(0.02)
        raise AssertionError("no mail")


def customer(number: int, **more: Json) -> Json:
    """A customer of a world, as EverShop shows one: `Cleo 7`, disabled where the number divides by four."""
    stamp = f"2026-03-{number:02}T10:20:30.000Z"
    shown: dict[str, Json] = {
        "customer_id": number,
        "uuid": uuid(number),
        "status": 0 if number % 4 == 0 else 1,
        "group_id": 1,
        "email": email(number),
        "full_name": f"Cleo {number}",
        "created_at": stamp,
        "updated_at": stamp,
        "meta_data": {},
    }
    return {"dialect": "evershop", "store": STORE, "shown": {**shown, **more}, "facts": {"password": "secret12"}}


def uuid(number: int) -> str:
    """That of the customer with the number."""
    return f"00000000-0000-4000-8000-{number:012}"


def email(number: int) -> str:
    """That of the customer with the number."""
    return f"cleo{number}@example.com"


def emails(table: dict[str, Any]) -> Sequence[str]:
    """Of the rows of a table."""
    return [row["email"] for row in table["items"]]
