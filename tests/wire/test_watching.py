"""What watchers see: health, readiness, and figures that are exact."""

from __future__ import annotations

import re

from tests.wire.echo import Echo


def figures(app: Echo) -> dict[str, float]:
    """name{labels} -> value, of our own metrics."""
    text = app.ask("GET", "/metrics").body.decode()
    found = re.findall(r"^(patron_\S+?(?:\{.*\})?) ([0-9.e+-]+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in found}


def test_healthz_is_up_and_readyz_asks_the_database() -> None:
    app = Echo()
    assert app.ask("GET", "/healthz").json == {"status": "up"}
    assert app.ask("GET", "/readyz").json == {"status": "ready"}
    assert app.ask("HEAD", "/readyz").body == b""


def test_readyz_says_503_and_why() -> None:
    async def not_yet() -> str:
        return "the database does not answer (ConnectionRefusedError)"

    app = Echo(ready=not_yet)
    answer = app.ask("GET", "/readyz")
    assert answer.status == 503
    assert answer.json == {"status": "not ready", "reason": "the database does not answer (ConnectionRefusedError)"}
    assert answer.headers["retry-after"] == "2"
    assert app.ask("GET", "/healthz").status == 200


def test_watching_leaves_no_trace_in_figures_or_log() -> None:
    app = Echo()
    for page in ("/healthz", "/readyz", "/metrics"):
        assert app.ask("GET", page).status == 200
        assert len(app.ask("GET", page).headers["x-request-id"]) == 20
    assert app.lines() == []
    assert not [name for name in figures(app) if name.startswith("patron_requests_total{")]


def test_pages_are_read_only() -> None:
    assert Echo().ask("POST", "/metrics").status == 404


def test_a_page_that_fails_is_a_fault_without_detail() -> None:
    async def broken() -> str:
        raise RuntimeError("secret-in-message")

    app = Echo(ready=broken)
    assert app.ask("GET", "/readyz").status == 500
    assert "secret-in-message" not in app.output.getvalue().decode()


def test_figures_are_exact() -> None:
    app = Echo()
    for _ in range(3):
        app.ask("GET", "/echo/things/7", x_name="ana")
    app.ask("HEAD", "/echo/things/7", x_name="ana")
    app.ask("GET", "/echo/things/7", x_name="stranger")
    app.ask("GET", "/echo/things/7")
    app.ask("GET", "/echo/things/8")
    app.ask("GET", "/echo/none", x_name="ana")
    app.ask("BREW", "/echo/things", x_name="ana")
    app.ask("STEEP", "/echo/things", x_name="ana")
    app.ask("GET", "/echo/broken/7", x_name="ana")
    app.ask("GET", "/elsewhere")
    seen = figures(app)
    requests = {name: value for name, value in seen.items() if name.startswith("patron_requests_total")}

    def line(dialect: str, route: str, method: str, status: int) -> str:
        return f'patron_requests_total{{dialect="{dialect}",method="{method}",route="{route}",status="{status}"}}'

    assert requests == {
        line("echo", "/echo/things/{id}", "GET", 200): 3,
        line("echo", "/echo/things/{id}", "HEAD", 200): 1,
        line("echo", "/echo/things/{id}", "GET", 403): 1,
        line("echo", "/echo/things/{id}", "GET", 401): 2,
        line("echo", "(none)", "GET", 404): 1,
        line("echo", "(none)", "OTHER", 405): 2,
        line("echo", "/echo/broken/{id}", "GET", 500): 1,
        line("(none)", "(none)", "GET", 404): 1,
    }
    assert {n: v for n, v in seen.items() if n.startswith(("patron_refusals_total", "patron_faults_total"))} == {
        'patron_refusals_total{dialect="echo",kind="NotAllowed"}': 1,
        'patron_refusals_total{dialect="echo",kind="NotSignedIn"}': 2,
        'patron_refusals_total{dialect="echo",kind="NoSuchRoute"}': 1,
        'patron_refusals_total{dialect="echo",kind="MethodNotAllowed"}': 2,
        'patron_faults_total{dialect="echo"}': 1,
    }
    counts = {name: value for name, value in seen.items() if name.startswith("patron_request_seconds_count")}
    assert counts['patron_request_seconds_count{dialect="echo",method="GET",route="/echo/things/{id}"}'] == 6
    assert sum(counts.values()) == sum(requests.values())
