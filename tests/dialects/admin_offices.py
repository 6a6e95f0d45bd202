"""What the tests of stores, staff and the own account look with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyotp.totp import TOTP

from tests.dialects.admin_office import PASSWORDS, Page

NOW = "2036-03-01T10:00:00Z"
SECONDS = 2_087_978_400
"""The same moment, since 1970: late enough that no cookie is over for the clients of the tests."""


def staff_path(page: Page, name: str) -> str:
    """Where the page of that member of the staff is, found by an admin."""
    listed = page.get("/admin/staff").text
    for row in listed.split("<tr>")[1:]:
        if f"{name}@example.com" in row:
            found = re.search(r'href="(/admin/staff/\d+)"', row)
            assert found
            return found[1]
    raise LookupError(name)


def shown_secret(text: str) -> str:
    """The one secret of a page that shows it once."""
    found = re.search(r'<p class="secret code">([^<]+)</p>', text)
    assert found, text
    return found[1]


def recovery_codes(text: str) -> list[str]:
    """The recovery codes of a page that shows them once."""
    return re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", text)


def values(text: str) -> dict[str, str]:
    """What stands in the first form that changes something, as it would be sent."""
    form = text.partition('<form class="edit"')[2].partition("</form>")[0]
    said = dict(re.findall(r'<input id="[^"]*" name="(\w+)" type="(?:text|email)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select id="[^"]*" name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        said[name] = chosen[1] if chosen else ""
    return said


def problems(text: str) -> dict[str, str]:
    """Name of a field -> what is said to be wrong with it."""
    return dict(re.findall(r'<p class="problem" id="wrong-([\w-]+)">([^<]+)</p>', text))


def everything(page: Page) -> Iterator[str]:
    """What an admin sees of stores and staff, to see that nothing has changed."""
    for table in ("/admin/stores", "/admin/staff"):
        listed = page.get(table).text
        yield _bare(listed)
        for path in re.findall(r'class="row" href="([^"]+)"', listed):
            yield _bare(page.get(path).text)


def _bare(text: str) -> str:
    return re.sub(r'name="csrf" value="[^"]+"', "", text)


def enrolled(page: Page, name: str, at: int = SECONDS) -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody who has set up the second step in that page, at that second."""
    asked = page.get("/admin/account/second-step").text
    found = re.search(r'name="secret" value="([A-Z2-7]{32})"', asked)
    assert found
    said = {"secret": found[1], "code": TOTP(found[1]).at(at), "current": PASSWORDS[name]}
    answer = page.post("/admin/account/second-step", said)
    assert answer.status_code == 200, answer.text
    return found[1], recovery_codes(answer.text)
