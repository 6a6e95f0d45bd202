"""What is about the process: starting, stopping, workers, and what it writes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bench.cost import cpu_seconds, family
from tests.cli.running import Shell
from tests.parts.ports import free_port
from tests.parts.postgres import Running, fresh_database, start_postgres
from tests.parts.server import PATRON, serve
from tests.wire.listening import Talk

SECRETS = {
    "name": "Maria Conceição Secreta",
    "email": "maria.secreta@example.com",
    "phone": "+55 11 98888-7777",
    "identification": "529.982.247-25",
    "password": "her-own-password-9",
    "note": "private-note-of-hers",
}


def shop(folder: Path, **settings: str) -> tuple[dict[str, str], str]:
    """(the settings of a database with store 1, a token of it)."""
    own = {"PATRON_DATABASE": f"sqlite:///{folder}/shop.sqlite3", **settings}
    shell = Shell(folder, own)
    shell.fine("migrate")
    shell.fine("store", "add", "Loja", "--currency", "BRL")
    return own, shell.fine("token", "add", "1").strip()


def headers(token: str) -> dict[str, str]:
    return {"Authentication": f"bearer {token}", "User-Agent": "Tests (tests@example.com)"}


def until(done: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def began(process: subprocess.Popen[bytes]) -> list[int]:
    """Process ids of the workers of a supervisor."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in found if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def request(token: str, body: bytes, length: int | None = None) -> bytes:
    lines = [
        "POST /v1/1/customers HTTP/1.1",
        "Host: a.example",
        "User-Agent: t (t@example.com)",
        f"Authentication: bearer {token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body) if length is None else length}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def test_a_running_request_is_finished_after_sigterm(tmp_path: Path) -> None:
    settings, token = shop(tmp_path)
    body = b'{"name": "Ana", "email": "ana@example.com"}'
    with serve(settings) as serving, Talk(serving.port) as idle, Talk(serving.port) as talk:
        idle.say(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert idle.hear()[0] == 200
        talk.say(request(token, body[:10], len(body)))
        time.sleep(0.2)
        serving.process.terminate()
        assert idle.is_closed()
        time.sleep(0.3)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", serving.port), 2)
        talk.say(body[10:])
        status, head, said = talk.hear()
        assert status == 201
        assert b"connection: close" in head.lower()
        assert json.loads(said)["name"] == "Ana"
        assert serving.process.wait(10) == 0


def test_a_request_that_takes_too_long_is_cut_off_and_nothing_is_half_done(tmp_path: Path) -> None:
    settings, token = shop(tmp_path, PATRON_STOP_SECONDS="1")
    with serve(settings) as serving:
        with Talk(serving.port) as talk:
            talk.say(request(token, b"{", 5000))
            time.sleep(0.2)
            started = time.monotonic()
            assert serving.stop() == 0
            assert 0.5 < time.monotonic() - started < 5
            assert talk.hear()[0] in (0, 500)
        serving.start()
        answer = httpx.get(f"{serving.base_url}/v1/1/customers", headers=headers(token))
        assert answer.status_code == 404


def test_ctrl_c_stops_it_as_well(tmp_path: Path) -> None:
    settings, _token = shop(tmp_path)
    with serve(settings) as serving:
        serving.process.send_signal(signal.SIGINT)
        assert serving.process.wait(10) == 0
        assert "Traceback" not in serving.said()


def test_it_says_where_it_serves_without_passwords(postgres: Running) -> None:
    url = fresh_database(postgres.url, "banner").replace("postgres@", "postgres:geheim@", 1)
    with serve({"PATRON_DATABASE": url}, "--dev") as serving:
        assert f"serves on http://127.0.0.1:{serving.port}" in serving.said()
        assert "postgres:*****@" in serving.said()
        assert "development mode" in serving.said()
        assert "geheim" not in serving.said()


def started(*arguments: str, **settings: str) -> tuple[int, str]:
    """(exit code, output) of a server that should not start."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PATRON_")}
    done = subprocess.run(
        [str(PATRON), "serve", *arguments],
        env={**clean, **settings},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    settings, _token = shop(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said = started("--port", str(taken.getsockname()[1]), **settings)
    assert code == 1
    assert "cannot listen on 127.0.0.1" in said
    assert "--port" in said


@pytest.mark.parametrize("workers", ["1", "2"])
def test_without_a_current_schema_it_does_not_start(tmp_path: Path, workers: str) -> None:
    database = f"sqlite:///{tmp_path}/none.sqlite3"
    code, said = started("--port", "0", "--workers", workers, PATRON_DATABASE=database)
    assert code == 1
    assert "run patron migrate" in said
    assert "serves on" not in said or workers == "2"


def test_without_its_database_it_does_not_start_and_tells_no_password() -> None:
    code, said = started("--port", "0", PATRON_DATABASE="postgresql://u:geheim@127.0.0.1:1/db")
    assert code == 1
    assert "cannot be opened" in said
    assert "geheim" not in said


def test_development_is_for_this_machine_and_for_worlds(tmp_path: Path) -> None:
    settings, _token = shop(tmp_path)
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.com"):  # noqa: S104 - to see it refused
        code, said = started("--dev", "--host", host, **settings)
        assert (code, "this machine only" in said) == (1, True)
    code, said = started("--dev", "--port", "0", **settings)
    assert code == 1
    assert "no world made" in said
    assert started("--dev", "--workers", "2", **settings)[0] == 1


def test_development_brings_an_empty_database_to_the_current_schema_and_starts_again(tmp_path: Path) -> None:
    settings = {"PATRON_DATABASE": f"sqlite:///{tmp_path}/dev.sqlite3"}
    world = {"stores": [{"id": 7, "name": "Loja", "currency": "BRL"}]}
    with serve(settings, "--dev") as serving:
        assert httpx.post(f"{serving.base_url}/_dev/world", json=world).status_code == 200
        serving.restart()
        assert httpx.get(f"{serving.base_url}/_dev/mail").json() == []


def test_without_dev_there_are_no_development_calls(tmp_path: Path) -> None:
    settings, _token = shop(tmp_path)
    with serve(settings) as serving:
        for call in ("world", "token", "clock", "mail"):
            assert httpx.post(f"{serving.base_url}/_dev/{call}", json={}).status_code == 404


def test_readyz_follows_the_database(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    running = start_postgres()
    try:
        settings = {"PATRON_DATABASE": fresh_database(running.url, "ready")}
        Shell(tmp_path, settings).fine("migrate")
        with serve(settings) as serving:
            assert httpx.get(f"{serving.base_url}/readyz").status_code == 200
            running.crash()
            until(lambda: httpx.get(f"{serving.base_url}/readyz", timeout=20).status_code == 503, 20)
            answer = httpx.get(f"{serving.base_url}/readyz", timeout=20)
            assert answer.json()["reason"].startswith("the database does not answer (")
            assert httpx.get(f"{serving.base_url}/healthz").status_code == 200
    finally:
        running.stop() if (running.folder / "data" / "postmaster.pid").exists() else None
    assert not folder.exists()


def figures(base_url: str) -> Mapping[str, float]:
    text = httpx.get(f"{base_url}/metrics").text
    return {name: float(value) for name, value in re.findall(r"^(patron_\S+?\{.*\}) ([0-9.e+-]+)$", text, re.MULTILINE)}


def test_workers_share_figures_and_buckets(tmp_path: Path) -> None:
    settings, token = shop(tmp_path)
    Shell(tmp_path, settings).fine("store", "set", "1", "--bucket-size", "25", "--leak-per-second", "0.01")

    def ask(_number: int) -> int:
        # A connection of its own each time, so that the kernel spreads them over the workers.
        return httpx.get(f"{serving.base_url}/v1/1/customers", headers=headers(token)).status_code

    with serve(settings, "--workers", "2") as serving, ThreadPoolExecutor(8) as pool:
        until(lambda: len(began(serving.process)) == 2)
        statuses = list(pool.map(ask, range(60)))
        assert (statuses.count(404), statuses.count(429)) == (25, 35)  # 404: the shop has no customers yet
        seen = [figures(serving.base_url) for _ in range(8)]
        name = (
            'patron_requests_total{{dialect="tiendanube",method="GET",route="/v1/{{store_id}}/customers",status="{}"}}'
        )
        assert all((one[name.format(404)], one[name.format(429)]) == (25, 35) for one in seen)
        assert all(one['patron_refusals_total{dialect="tiendanube",kind="TooOften"}'] == 35 for one in seen)


def test_a_worker_that_dies_is_replaced_and_its_figures_stay(tmp_path: Path) -> None:
    settings, token = shop(tmp_path)
    with serve(settings, "--workers", "2") as serving:
        until(lambda: len(began(serving.process)) == 2)
        before = began(serving.process)
        for _ in range(10):
            httpx.get(f"{serving.base_url}/v1/1/customers", headers=headers(token))
        os.kill(before[0], signal.SIGKILL)
        until(lambda: len(set(began(serving.process)) - {before[0]}) == 2, 20)
        until(lambda: httpx.get(f"{serving.base_url}/readyz").status_code == 200)
        name = 'patron_requests_total{dialect="tiendanube",method="GET",route="/v1/{store_id}/customers",status="404"}'
        assert figures(serving.base_url)[name] == 10
        assert serving.stop() == 0


def shared_files(pid: int) -> set[Path]:
    """The bucket file and the folder of figures that a worker has from its supervisor."""
    maps, environment = Path(f"/proc/{pid}/maps").read_text(), Path(f"/proc/{pid}/environ").read_text()
    named = [*re.findall(r"(/\S+/patron-buckets-\w+)", maps), *re.findall(r"(/[^\0]+/patron-metrics-\w+)", environment)]
    return {Path(path) for path in named}


def test_workers_end_with_their_supervisor_and_tidy_up(tmp_path: Path) -> None:
    settings, _token = shop(tmp_path)
    with serve(settings, "--workers", "2") as serving:
        until(lambda: [len(shared_files(pid)) for pid in began(serving.process)] == [2, 2])
        workers = began(serving.process)
        shared = shared_files(workers[0])
        assert all(path.exists() for path in shared)
        os.kill(serving.process.pid, signal.SIGKILL)
        serving.process.wait()
        until(lambda: not any(Path(f"/proc/{pid}/status").exists() and _alive(pid) for pid in workers), 15)
        assert not any(path.exists() for path in shared)


def _alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_several_workers_finish_their_requests_too(tmp_path: Path) -> None:
    settings, token = shop(tmp_path)
    body = b'{"name": "Ana", "email": "ana@example.com"}'
    with serve(settings, "--workers", "2") as serving, Talk(serving.port) as talk:
        talk.say(request(token, body[:10], len(body)))
        time.sleep(0.3)
        serving.process.terminate()
        time.sleep(0.5)
        talk.say(body[10:])
        assert talk.hear()[0] == 201
        assert serving.process.wait(15) == 0


def everything(base_url: str, token: str) -> None:
    """Requests that are answered in every way, each with something that nobody may read in a log."""
    with httpx.Client(base_url=base_url, headers=headers(token)) as link:
        _everything(link)
    with Talk(int(base_url.rpartition(":")[2])) as talk:
        talk.say(f"GET /{SECRETS['email']} HTTP/1.1\r\nbad header {token}\r\n\r\n".encode())
        talk.hear()


def _everything(link: httpx.Client) -> None:
    made = link.post("/v1/1/customers", json=SECRETS)
    assert made.status_code == 201
    assert link.post("/v1/1/customers", json=SECRETS).status_code == 422
    assert link.post("/v1/1/customers", json={**SECRETS, "email": "x"}).status_code == 422
    path = f"/v1/1/customers/{made.json()['id']}"
    assert link.put(path, json={"note": SECRETS["note"] + "!"}).status_code == 200
    assert link.get("/v1/1/customers", params={"q": SECRETS["email"]}).status_code == 200
    assert link.get(f"/v1/1/customers/{SECRETS['email']}").status_code == 404
    assert link.get(f"/v1/1/{SECRETS['email']}").status_code == 404
    assert link.get(f"/{SECRETS['email']}").status_code == 404
    assert link.post("/v1/1/customers", content=json.dumps(SECRETS)[:-1].encode()).status_code in (400, 415)
    assert link.get(path, headers={"Authentication": "bearer 1.not-a-token-at-all"}).status_code == 401
    assert link.request("DELETE", path).status_code == 200


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
@pytest.mark.parametrize("level", ["info", "debug"])
def test_nothing_personal_and_no_secret_is_ever_written(
    tmp_path: Path, request: pytest.FixtureRequest, engine: str, level: str
) -> None:
    more = {"PATRON_LOG_LEVEL": level}
    if engine == "postgres":
        running: Running = request.getfixturevalue("postgres")
        more["PATRON_DATABASE"] = fresh_database(running.url, "secrets").replace("postgres@", "postgres:geheim@", 1)
    settings, token = shop(tmp_path, **more)
    with serve(settings) as serving:
        everything(serving.base_url, token)
        serving.stop()
        said = serving.said()
    events = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert sum(one["event"] == "request" for one in events) >= 10
    for secret in (*SECRETS.values(), token, token.partition(".")[2], "not-a-token", "geheim", "secreta", "Conceição"):
        assert secret not in said
        assert json.dumps(secret)[1:-1] not in said


def test_a_caller_cannot_make_itself_up_where_no_proxy_is_trusted(tmp_path: Path) -> None:
    settings, token = shop(tmp_path, PATRON_BASE_URL="")
    with serve(settings) as serving, httpx.Client(base_url=serving.base_url, headers=headers(token)) as link:
        for number in range(10):
            made = {"name": f"C{number}", "email": f"c{number}@example.com"}
            assert link.post("/v1/1/customers", json=made).status_code == 201
        forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Host": "shop.example:81"}
        answer = link.get("/v1/1/customers?per_page=5", headers=forged)
        assert "<http://shop.example:81/v1/1/customers" in answer.headers["link"]
        assert "evil" not in answer.headers["link"]


def test_it_starts_with_little_work_and_stays_small(tmp_path: Path) -> None:
    settings, _token = shop(tmp_path)
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PATRON_")}
    process = subprocess.Popen(
        [str(PATRON), "serve", "--port", str(port)],
        env={**clean, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.005)
        spent = cpu_seconds(family(process.pid))
        status = Path(f"/proc/{process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        megabytes = int(found[1]) / 1024
        assert megabytes < 90
        assert spent < 3  # processor seconds, usually 0.7: this only finds what is far off
    finally:
        process.terminate()
        process.wait(10)


def test_many_callers_at_once_are_all_answered(tmp_path: Path) -> None:
    settings, token = shop(tmp_path, PATRON_RATE_LIMITS="off")
    with serve(settings) as serving:
        failures: list[str] = []

        def ask(number: int) -> None:
            made = {"name": f"C{number}", "email": f"c{number}@example.com"}
            answer = httpx.post(f"{serving.base_url}/v1/1/customers", json=made, headers=headers(token), timeout=30)
            if answer.status_code != 201:
                failures.append(answer.text)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        listed = httpx.get(f"{serving.base_url}/v1/1/customers?per_page=1", headers=headers(token))
        assert listed.headers["x-total-count"] == "50"
