"""What the documentation shows is run here: a page that lies fails."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.parts import deviations
from tests.parts.server import PATRON, serve

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of that language."""
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "dialects").glob("*.md")), ids=lambda page: page.stem)
def test_every_deviation_names_a_test_that_is_there(page: Path) -> None:
    rows = deviations.rows(page.read_text())
    assert rows
    assert deviations.unheld(rows, ROOT) == []


def test_the_first_request_of_the_readme_works(tmp_path: Path) -> None:
    (curl,) = [block for block in blocks("README.md", "console") if block.startswith("curl")]
    settings = {"PATRON_DATABASE": f"sqlite:///{tmp_path}/demo.sqlite3"}
    subprocess.run([str(PATRON), "demo"], env={**os.environ, **settings}, check=True, capture_output=True)
    with serve(settings) as serving:
        words = shlex.split(curl.replace("\\\n", " ").replace("http://127.0.0.1:8000", serving.base_url))
        assert words[0] == "curl"
        headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
        answer = httpx.get(words[-1], headers=headers)
    assert answer.status_code == 200
    assert [one for one in answer.json() if "ana" in (one["name"] + one["email"]).lower()] == answer.json()


def test_the_commands_of_the_readme_work(tmp_path: Path) -> None:
    (commands,) = [block for block in blocks("README.md", "console") if "patron migrate" in block]
    environment = {**os.environ, "PATRON_DATABASE": f"sqlite:///{tmp_path}/shop.sqlite3"}
    ran = 0
    for line in commands.splitlines():
        words = shlex.split(line, comments=True)
        if words[0] == "patron" and words[1] != "serve":
            command = [str(PATRON), *words[1:]]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
            ran += 1
    assert ran == 3


def test_the_world_of_the_page_binds_what_the_page_says() -> None:
    world = json.loads(blocks("docs/worlds.md", "json")[0])
    told = re.search(r"answers `(\{\"bindings\".*?\}\})`", (ROOT / "docs/worlds.md").read_text())
    assert told is not None
    with serve({"PATRON_RATE_LIMITS": "off"}, "--dev") as serving:
        answer = httpx.post(f"{serving.base_url}/_dev/world", json=world)
        assert answer.json() == json.loads(told[1])
        headers = {"Authentication": "bearer my-token"}
        assert httpx.get(f"{serving.base_url}/v1/4242/customers/101", headers=headers).json()["name"] == "Ana Souza"
        ask = {"dialect": "tiendanube", "store": 4242, "scopes": ["read_customers"]}
        token = httpx.post(f"{serving.base_url}/_dev/token", json=ask).json()["token"]
        headers = {"Authentication": f"bearer {token}"}
        assert httpx.get(f"{serving.base_url}/v1/4242/customers", headers=headers).status_code == 200
        assert httpx.post(f"{serving.base_url}/v1/4242/customers", headers=headers, json={}).status_code == 403


def as_always(said: str) -> str:
    """What a command said, with moments and uuids that are never the same, and no blanks at the ends of lines."""
    said = re.sub(r"\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d(\.\d{3})?", r"2000-01-01\g<1>00:00:00\g<2>", said)
    said = re.sub(r"(?<=:00)\.\d{3}(?=Z)", ".000", said)
    said = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{6}", "uuid", said)
    said = re.sub(r"(?<=uuid)[0-9a-f]{6}|(?<=│       )[0-9a-f]{6}(?= +│)", "uuid", said)  # in the next line, if narrow
    return "\n".join(line.rstrip() for line in said.splitlines())


def test_the_answers_of_the_page_on_one_record_are_given(tmp_path: Path) -> None:
    own = {"PATRON_EVERSHOP_STORE": "77", "PATRON_AIMEOS_STORE": "77"}
    assert all(f"{name}={value}" in (ROOT / "docs/one-record.md").read_text() for name, value in own.items())
    settings = {"PATRON_DATABASE": f"sqlite:///{tmp_path}/shop.sqlite3", **own}
    environment = {**os.environ, **settings, "COLUMNS": "80"}

    def patron(*arguments: str) -> str:
        done = subprocess.run([str(PATRON), *arguments], env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    (tmp_path / "ana.json").write_text(blocks("docs/one-record.md", "json")[0])
    patron("migrate")
    patron("seed", str(tmp_path / "ana.json"))
    curl, *examples = blocks("docs/one-record.md", "console")
    words = shlex.split(curl.replace("\\\n", " "))
    headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
    with serve(settings) as serving:
        url = words[3].replace("http://127.0.0.1:8000", serving.base_url)
        body = words[words.index("-d") + 1].encode()
        answer = httpx.request(words[2], url, headers={**headers, "Content-Type": "application/json"}, content=body)
        assert answer.status_code == 200, answer.text
    ran: list[str] = []
    for example in examples:
        command, shown = example.split("\n", 1)
        prompt, name, *arguments = shlex.split(command)
        assert (prompt, name) == ("$", "patron")
        assert all(len(line) <= 80 for line in shown.splitlines())
        assert as_always(patron(*arguments)) == as_always(shown), command
        ran.append(arguments[0])
    assert ran == ["show", "diff", "diff", "history", "events"]


def test_the_project_speaks_of_itself_alone() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert len(listed) > 100
    strange = re.compile(r"/root/|/work/|pypi\.org|registry\.npmjs|deb\.debian\.org")
    wrong = [
        name
        for name in listed
        if name != "tests/test_docs.py" and strange.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert wrong == []
