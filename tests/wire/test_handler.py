"""A request's way through the one handler, and every way in which it ends."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from patron.domain.refusals import Unavailable
from patron.wire.dialect import acts, anybody
from patron.wire.origin import Origins
from patron.wire.refusals import Malformed
from patron.wire.request import Wire
from tests.wire.echo import SECRET, Echo, dialect, echoed, shown


@pytest.fixture
def app() -> Echo:
    return Echo()


def test_a_request_is_parsed_run_and_rendered(app: Echo) -> None:
    answer = app.ask("GET", "/echo/things/a%20b?x=1&y=%C3%A9", x_name="ana", host="shop.example")
    assert answer.status == 200
    assert answer.json == {
        "params": {"id": "a b"},
        "path": "/echo/things/a%20b",
        "query": "x=1&y=%C3%A9",
        "body": "",
        "base_url": "http://shop.example",
        "client": "192.0.2.1",
    }
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["content-type"] == "application/json; charset=UTF-8"
    assert answer.headers["x-greeted"] == "yes"


def test_the_second_prefix_serves_the_same(app: Echo) -> None:
    assert app.ask("GET", "/echo2/v1/things/7", x_name="ana").json["params"] == {"id": "7"}


def test_a_body_arrives_whole_from_any_parts(app: Echo) -> None:
    assert app.ask_in_parts("/echo/things", [b"ab", b"", b"c"], x_name="ana").json["body"] == "abc"


def test_head_has_the_headers_of_get_and_no_body(app: Echo) -> None:
    get = app.ask("GET", "/echo/things/7", x_name="ana")
    head = app.ask("HEAD", "/echo/things/7", x_name="ana")
    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-length"] == get.headers["content-length"]


def test_204_has_neither_body_nor_its_headers(app: Echo) -> None:
    answer = app.ask("DELETE", "/echo/things/7", x_name="ana")
    assert (answer.status, answer.body) == (204, b"")
    assert "content-length" not in answer.headers
    assert "content-type" not in answer.headers


def test_a_header_may_be_there_twice(app: Echo) -> None:
    answer = app.ask("POST", "/echo/header", b"fine", x_name="ana")
    assert answer.raw.count((b"set-cookie", b"a=1")) == 1
    assert answer.raw.count((b"set-cookie", b"b=2")) == 1
    assert answer.headers["x-said"] == "fine"


@pytest.mark.parametrize("text", ["a\r\nSet-Cookie: evil=1", "a\nb", "a\0b", "日本", "a\x7fb"])
def test_a_header_that_cannot_be_sent_is_a_fault_and_not_a_header(app: Echo, text: str) -> None:
    # The body becomes a header value: whatever it holds must not reach the socket.
    answer = app.ask("POST", "/echo/header", text.encode(), x_name="ana")
    assert answer.status == 500
    assert "x-said" not in answer.headers
    assert "set-cookie" not in answer.headers


REFUSED = [
    ("GET", "/echo/nowhere", "ana", 404, {"refused": "NoSuchRoute"}),
    ("DELETE", "/echo/things", "ana", 405, {"refused": "MethodNotAllowed", "allowed": ["POST"]}),
    ("GET", "/echo/things/%FF", "ana", 400, {"refused": "Malformed", "part": "path"}),
    ("GET", "/echo/%00", "ana", 400, {"refused": "Malformed", "part": "path"}),
    ("GET", "/echo/things/7?q=%FF", "ana", 400, {"refused": "Malformed", "part": "query"}),
    ("GET", "/echo/things/7?q=%00", "ana", 400, {"refused": "Malformed", "part": "query"}),
    ("GET", "/echo/things/7?greet=no", "ana", 429, {"refused": "TooOften", "retry_after": 7}),
    ("GET", "/echo/things/7", "", 401, {"refused": "NotSignedIn"}),
    ("GET", "/echo/things/7", "stranger", 403, {"refused": "NotAllowed", "right": "echo"}),
]


@pytest.mark.parametrize(("method", "target", "name", "status", "said"), REFUSED)
def test_a_refusal_is_worded_by_the_dialect(
    app: Echo, method: str, target: str, name: str, status: int, said: dict[str, object]
) -> None:
    answer = app.ask(method, target, x_name=name)
    assert (answer.status, answer.json) == (status, said)
    assert answer.headers["x-greeted"] == "yes"
    assert len(answer.headers["x-request-id"]) == 20


def test_405_names_the_methods(app: Echo) -> None:
    assert app.ask("DELETE", "/echo/things", x_name="ana").headers["allow"] == "POST"


def test_a_head_of_a_refusal_has_no_body(app: Echo) -> None:
    answer = app.ask("HEAD", "/echo/nowhere", x_name="ana")
    assert (answer.status, answer.body) == (404, b"")
    assert int(answer.headers["content-length"]) > 0


def test_who_is_not_allowed_is_refused_before_the_body_is_read(app: Echo) -> None:
    assert app.ask_in_parts("/echo/things", [], x_name="stranger").status == 403
    assert app.ask_in_parts("/echo/things", []).status == 401


def opened(wire: Wire) -> object:
    """The body in capitals. Raises Malformed for one that says so."""
    if wire.body == b"bad":
        raise Malformed("body")
    return wire.body.upper()


def test_a_dialect_may_open_the_body_before_it_asks_who_may() -> None:
    app = Echo((dialect(open=opened),))
    assert app.ask("POST", "/echo/things", b"bad", x_name="stranger").status == 400
    assert app.ask("POST", "/echo/things", b"good", x_name="stranger").status == 403
    assert app.ask("POST", "/echo/things", b"bad").status == 401  # who it is comes first
    assert app.ask("GET", "/echo/things/7", b"bad", x_name="ana").status == 400  # with any method
    assert app.ask("POST", "/echo/things", b"x" * 1001, x_name="stranger").status == 413
    assert app.ask("POST", "/echo/things", b"good", x_name="ana").json["body"] == "good"


def test_what_was_opened_is_the_parsers_document() -> None:
    def shows(wire: Wire, _who: object) -> dict[str, object]:
        return {"document": cast("bytes", wire.document).decode()}

    route = acts("POST", "/open", anybody, shows, echoed, shown)
    app = Echo((dialect(open=opened, routes=(route,)),))
    assert app.ask("POST", "/echo/open", b"good", x_name="ana").json == {"document": "GOOD"}


def test_a_long_body_is_refused_unread_where_its_length_is_told(app: Echo) -> None:
    answer = app.ask_in_parts("/echo/things", [], x_name="ana", content_length="1001")
    assert (answer.status, answer.json) == (413, {"refused": "TooLarge", "limit": 1000})
    huge = app.ask_in_parts("/echo/things", [], x_name="ana", content_length="9" * 5000)
    assert huge.status == 413


def test_a_long_body_is_refused_as_soon_as_it_is_too_long(app: Echo) -> None:
    parts: list[bytes | None] = [b"x" * 600, b"x" * 401, None]
    assert app.ask_in_parts("/echo/things", parts, x_name="ana").status == 413
    assert app.ask_in_parts("/echo/things", [b"x" * 600, b"x" * 400], x_name="ana").status == 200


def test_a_dialect_without_a_limit_has_the_one_of_the_settings() -> None:
    app = Echo((dialect(body_limit=None),))
    assert app.ask("POST", "/echo/things", b"x" * 2000, x_name="ana").status == 200
    assert app.ask("POST", "/echo/things", b"x" * 2001, x_name="ana").status == 413


def test_a_body_that_dawdles_is_refused() -> None:
    app = Echo(seconds=0.05)
    answer = app.ask_in_parts("/echo/things", [], x_name="ana")
    assert (answer.status, answer.json) == (400, {"refused": "Malformed", "part": "body"})


def test_a_caller_that_hangs_up_is_not_answered(app: Echo) -> None:
    answer = app.ask_in_parts("/echo/things", [b"half", None], x_name="ana")
    assert answer.silent
    assert app.lines()[-1]["status"] == 499


def test_a_fault_tells_the_caller_nothing_and_the_log_its_places(app: Echo) -> None:
    answer = app.ask("GET", "/echo/broken/7", x_name="ana")
    assert (answer.status, answer.json) == (500, {"refused": "Fault"})
    fault, request = app.lines()
    assert fault["event"] == "fault"
    assert fault["request_id"] == answer.headers["x-request-id"] == request["request_id"]
    assert fault["route"] == "/echo/broken/{id}"
    trace: Any = fault["error"]
    assert trace["type"] == "builtins.RuntimeError"
    assert trace["frames"][-1].startswith("tests/wire/echo.py:")
    assert trace["frames"][-1].endswith(" in broken")
    assert SECRET not in app.written()


def test_a_dialect_that_cannot_even_refuse_is_answered_for(app: Echo) -> None:
    answer = app.ask("GET", "/echo/broken/7?refuse=broken", x_name="ana")
    assert (answer.status, answer.json["message"]) == (500, "Internal Server Error")
    assert [line["event"] for line in app.lines()] == ["fault", "fault", "request"]
    assert SECRET not in app.written()


def test_what_is_away_is_logged_by_its_kinds() -> None:
    def away(_wire: object) -> None:
        raise Unavailable from ConnectionRefusedError(111, f"cannot reach {SECRET}")

    app = Echo((dialect(greet=away),))
    assert app.ask("GET", "/echo/things/7").status == 503
    assert app.lines()[0]["because"] == ["Unavailable", "ConnectionRefusedError errno=111"]
    assert SECRET not in app.written()


def test_a_fault_in_greeting_is_a_fault_like_any_other() -> None:
    def faulty(_wire: object) -> None:
        raise KeyError(SECRET)

    app = Echo((dialect(greet=faulty),))
    assert app.ask("GET", "/echo/things/7").json == {"refused": "Fault"}


def test_outside_of_every_dialect_nobody_lives(app: Echo) -> None:
    for target, status in (("/", 404), ("/nowhere?x=%FF", 404), ("/%FF", 400)):
        answer = app.ask("GET", target, accept="application/json")
        assert (answer.status, answer.json["code"]) == (status, status)
        assert answer.headers["content-type"] == "application/json; charset=UTF-8"
        assert len(answer.headers["x-request-id"]) == 20
    page = app.ask("GET", "/", accept="text/html,application/xhtml+xml")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.body.startswith(b"<!doctype html>")


def test_request_ids_are_never_twice(app: Echo) -> None:
    ids = {app.ask("GET", "/echo/things/7", x_name="ana").headers["x-request-id"] for _ in range(50)}
    assert len(ids) == 50


def test_a_request_id_is_taken_over_from_a_trusted_proxy_only() -> None:
    trusting = Echo(origins=Origins("", 1))
    assert trusting.ask("GET", "/echo/x", x_request_id="abc-123.DEF").headers["x-request-id"] == "abc-123.DEF"
    for bad in ("short", "x" * 65, "a b c d e f g", 'a"};drop', ""):
        assert trusting.ask("GET", "/echo/x", x_request_id=bad).headers["x-request-id"] != bad
    assert Echo().ask("GET", "/echo/x", x_request_id="abc-123.DEF").headers["x-request-id"] != "abc-123.DEF"


def test_one_line_for_each_request_and_nothing_in_it_that_the_caller_sent(app: Echo) -> None:
    app.ask("POST", f"/echo/things?q={SECRET}", SECRET.encode(), x_name=SECRET, authorization=SECRET, cookie=SECRET)
    app.ask("GET", f"/echo/things/{SECRET}", x_name="ana")
    app.ask("GET", f"/echo/nothing/{SECRET}", x_name="ana")
    app.ask("GET", f"/{SECRET}")
    app.ask(SECRET, f"/echo/things/{SECRET}")
    written = app.written()
    assert SECRET not in written
    lines = app.lines()
    assert [(line["dialect"], line["route"], line["method"], line["status"]) for line in lines] == [
        ("echo", "/echo/things", "POST", 200),
        ("echo", "/echo/things/{id}", "GET", 200),
        ("echo", "(none)", "GET", 404),
        ("(none)", "(none)", "GET", 404),
        ("echo", "(none)", "OTHER", 405),
    ]
    assert set(lines[0]) == {
        "time", "level", "event", "request_id", "dialect", "route", "method", "status", "milliseconds",
    }  # fmt: skip


def test_the_access_log_can_be_switched_off() -> None:
    app = Echo(access_log=False)
    app.ask("GET", "/echo/things/7", x_name="ana")
    app.ask("GET", "/echo/broken/7", x_name="ana")
    assert [line["event"] for line in app.lines()] == ["fault"]


def test_requests_do_not_mix(app: Echo) -> None:
    async def many() -> list[object]:
        asked = [app.asked("POST", "/echo/slow", [f"{n}".encode()], {"x-name": "ana"}) for n in range(20)]
        return [answer.json["body"] for answer in await asyncio.gather(*asked)]

    assert asyncio.run(many()) == [str(n) for n in range(20)]
