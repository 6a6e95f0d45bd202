"""An office with people in it: what the tests of the administration look at."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager

import httpx

from tests.dialects.evershop_live import OTHER_STORE, STORE, WATCHER, WORLD
from tests.dialects.live import BOTH, Json, Live

PASSWORDS = {name: f"{name}-secret-12" for name in ("admin", "manager", "stranger", "shopper")}
OTHERS_WATCHER = "tn-token-2"
OFFICE: Json = {
    **WORLD,
    "staff": [
        *WORLD["staff"],
        {"email": "shopper@example.com", "name": "No Manager", "password": "shopper-secret-12", "role": "shopper"},
    ],
    "apps": [*WORLD["apps"], {"store": OTHER_STORE, "token": OTHERS_WATCHER, "scopes": BOTH}],
}
FIRST = ("Ana", "João", "María", "Łukasz", "Zoë", "Pedro", "Lúcia", "Bruno", "Inês", "Mateo", "Freya", "Aiko")
LAST = ("Souza", "da Silva", "Núñez", "Wójcik", "Müller", "Almeida", "Tanaka", "O'Neill", "Björnsdóttir", "Ferreira")


class Page:
    """A browser without scripts that stays signed in: pages, and forms with what their hidden fields say."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def get(self, path: str) -> httpx.Response:
        """The page, or where it leads."""
        return self.http.get(path)

    def post(self, path: str, form: dict[str, str], *, of: str = "/admin/customers") -> httpx.Response:
        """The answer to a form of that page."""
        return self.http.post(path, data={"csrf": self.csrf(of), **form})

    def csrf(self, path: str) -> str:
        """What the forms of that page carry."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.http.get(path).text)
        assert found, path
        return found[1]

    def sign_in(self, name: str = "admin", **form: str) -> httpx.Response:
        """The answer to that member of the staff."""
        said = {"email": f"{name}@example.com", "password": PASSWORDS[name], **form}
        return self.post("/admin/login", said, of="/admin/login")


@contextmanager
def opened(live: Live) -> Generator[Page]:
    """A browser that nobody is signed in with."""
    with httpx.Client(base_url=live.serving.base_url, timeout=30) as http:
        yield Page(http)


@contextmanager
def entered(live: Live, name: str = "admin") -> Generator[Page]:
    """A browser that somebody of the staff is signed in with."""
    with opened(live) as page:
        said = {"email": f"{name}@example.com", "password": PASSWORDS[name]}
        if name == "stranger":  # the other door is that of a store that is not managed
            assert page.sign_in(name).status_code == 303
        else:
            assert page.http.post("/admin/user/login", json=said).status_code == 200
        yield page


def people(live: Live, count: int) -> list[Json]:
    """So many made-up customers of the main shop, as Tiendanube shows them."""
    return [_somebody(live, number) for number in range(count)]


def only_uuid(page: Page, search: str = "customer0") -> str:
    """The uuid of the customer whom that search finds."""
    found = re.search(r"/admin/customers/edit/([0-9a-f-]{36})", page.get(f"/admin/customers?keyword={search}").text)
    assert found
    return found[1]


def stored(office: Live) -> Json:
    """The only customer, as Tiendanube shows it."""
    (row,) = office.everything(STORE, WATCHER)
    return row


def _somebody(live: Live, number: int) -> Json:
    name = f"{FIRST[number % len(FIRST)]} {LAST[number * 7 % len(LAST)]}"
    said: Json = {
        "name": name,
        "email": f"customer{number}@example.com",
        "phone": f"+55 11 9{number:04d}-{number * 37 % 10000:04d}",
        "identification": f"{28776255600 + number}",
    }
    if number % 3 == 0:
        said["note"] = "Prefers deliveries in the morning.\nRing twice."
    if number % 2 == 0:
        town = {"city": "Springfield", "province": "California", "country": "US", "zipcode": "90001"}
        said["addresses"] = [{"address": "Evergreen Terrace", "number": f"{700 + number}", **town}]
    answer = live.tiendanube("POST", "/customers", json=said, token=WATCHER, shop=STORE)
    assert answer.status_code == 201, answer.text
    row: Json = answer.json()
    return row
