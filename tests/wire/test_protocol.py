"""The limits of a connection, over real sockets."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from tests.wire.echo import Echo
from tests.wire.listening import Talk, listening, request


@pytest.fixture(scope="module")
def app() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def port(app: Echo) -> Iterator[int]:
    with listening(app) as port:
        yield port


def test_requests_on_one_connection_are_answered_in_turn(port: int) -> None:
    with Talk(port) as talk:
        for number in range(3):
            talk.say(request(f"/echo/things/{number}"))
            status, _head, body = talk.hear()
            assert (status, json.loads(body)["params"]) == (200, {"id": str(number)})


def test_a_head_at_the_limit_passes_and_one_above_it_does_not(port: int) -> None:
    base = len(request("/echo/things/7", "X-Fill: "))
    for fill, wanted in ((32_768 - base - 64, 200), (32_768, 431)):
        with Talk(port) as talk:
            talk.say(request("/echo/things/7", f"X-Fill: {'x' * fill}"))
            assert talk.hear()[0] == wanted


def test_many_small_headers_count_together(port: int) -> None:
    with Talk(port) as talk:
        talk.say(request("/echo/things/7", *[f"X-{n}: {'y' * 20}" for n in range(2000)]))
        status, head, _body = talk.hear()
        assert status == 431
        assert b"connection: close" in head
        assert b"x-request-id: " in head
        assert talk.is_closed()


def test_a_head_that_never_ends_is_refused_while_it_comes(port: int) -> None:
    with Talk(port) as talk:
        talk.say(b"GET /echo/things/7 HTTP/1.1\r\nHost: a\r\nX-Endless: ")
        talk.say(*[b"x" * 4096] * 16, pause=0.005)
        assert talk.hear()[0] == 431
        assert talk.is_closed()


def test_an_overlong_request_line_is_414(port: int) -> None:
    for parts in ([b"x" * 40_000], [b"x" * 4096] * 12):
        with Talk(port) as talk:
            talk.say(b"GET /echo/things/", *parts, b" HTTP/1.1\r\nHost: a\r\n\r\n", pause=0.005)
            assert talk.hear()[0] == 414


def test_small_requests_in_one_large_chunk_are_not_mistaken_for_a_long_head(port: int) -> None:
    with Talk(port) as talk:
        talk.say(request() * 400)
        for _ in range(3):
            assert talk.hear()[0] == 200
            break  # the rest came in the same chunk
        talk.socket.settimeout(5)
        heard = talk.rest
        while heard.count(b"HTTP/1.1 200") < 399:
            more = talk.socket.recv(65536)
            assert more
            heard += more
        assert heard.count(b"HTTP/1.1 ") == 399


def test_a_body_and_the_next_head_in_one_chunk_are_two_requests(port: int) -> None:
    big = request("/echo/things", method="POST", body=b"x" * 900)
    with Talk(port) as talk:
        talk.say(big * 40 + b"GET /echo/things/7 HT", b"TP/1.1\r\nHost: a\r\nX-Name: ana\r\n\r\n", pause=0.05)
        heard = b""
        talk.socket.settimeout(5)
        while heard.count(b"HTTP/1.1 200") < 41:
            more = talk.socket.recv(65536)
            assert more, heard[-300:]
            heard += more


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"CONNECT a.example:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /echo/\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /echo HTTP/1.1\r\nHost : a\r\n\r\n",
        b"POST /echo/things HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"POST /echo/things HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /echo/things HTTP/1.1\r\nHost: a\r\nX-Name: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /echo HTTP/1.1\r\nHost: a\r\nX-Bad: \0\r\n\r\n",
    ],
)
def test_what_is_no_http_is_400_or_the_end_and_never_500(port: int, nonsense: bytes) -> None:
    with Talk(port) as talk:
        talk.say(nonsense)
        status, _head, body = talk.hear()
        assert status in (0, 400, 404)
        assert b"Traceback" not in body
    with Talk(port) as talk:  # and the server is well
        talk.say(request())
        assert talk.hear()[0] == 200


def test_nonsense_behind_a_running_request_does_not_spoil_its_answer(port: int) -> None:
    with Talk(port) as talk:
        talk.say(request("/echo/slow", method="POST", body=b"x") + b"\0nonsense\r\n\r\n")
        status, head, _body = talk.hear()
        assert status == 200
        assert talk.rest == b""
        assert talk.is_closed()
        assert b"400" not in head.split(b"\r\n")[0]


def test_a_refused_body_is_drained_and_the_connection_lives_on(port: int) -> None:
    with Talk(port) as talk:
        talk.say(request("/echo/things", method="POST", body=b"x" * 10_000_000))
        status, _head, body = talk.hear()
        assert (status, json.loads(body)["refused"]) == (413, "TooLarge")
        talk.say(request())
        assert talk.hear()[0] == 200


def test_chunked_bodies_are_counted_too(port: int) -> None:
    head = b"POST /echo/things HTTP/1.1\r\nHost: a\r\nX-Name: ana\r\nTransfer-Encoding: chunked\r\n\r\n"
    with Talk(port) as talk:
        talk.say(head, b"3\r\nabc\r\n", b"2\r\nde\r\n", b"0\r\n\r\n", pause=0.01)
        status, _head, body = talk.hear()
        assert (status, json.loads(body)["body"]) == (200, "abcde")
    with Talk(port) as talk:
        talk.say(head, *[b"190\r\n" + b"x" * 400 + b"\r\n"] * 3)
        assert talk.hear()[0] == 413


def test_a_body_without_end_is_cut_off_after_the_refusal() -> None:
    app = Echo()
    with listening(app) as port, Talk(port) as talk:
        talk.say(request("/echo/things", "Content-Length: 999999999999", method="POST"))
        assert talk.hear()[0] == 413
        sent = 0
        try:
            for _ in range(2000):
                talk.socket.sendall(b"x" * 65536)
                sent += 65536
        except ConnectionError:
            pass
        assert sent < 100_000_000


def test_expect_continue_is_refused_without_asking_for_the_body(port: int) -> None:
    with Talk(port) as talk:
        talk.say(request("/echo/things", "Expect: 100-continue", "Content-Length: 5000", method="POST"))
        status, head, _body = talk.hear()
        assert status == 413
        assert b"100 Continue" not in head


def test_head_sends_no_body(port: int) -> None:
    with Talk(port) as talk:
        talk.say(request(method="HEAD"))
        status, head, _body = talk.hear(bodiless=True)
        assert status == 200
        assert b"content-length: " in head
        assert talk.rest == b""
        talk.say(request())
        assert talk.hear()[0] == 200


def test_slow_heads_are_cut_off() -> None:
    with listening(Echo(), head_seconds=0.3) as port:
        with Talk(port) as talk:
            started = time.monotonic()
            talk.say(b"GET /echo/things/7 HTTP/1.1\r\n")
            for letter in b"X-Slow: " + b"z" * 20:
                talk.say(bytes([letter]), pause=0.05)
            assert talk.hear()[0] == 408
            assert time.monotonic() - started < 3
        with Talk(port) as silent:
            assert silent.is_closed(2)


def test_an_idle_connection_is_closed_also_after_a_drained_body() -> None:
    with listening(Echo(), keep_alive=1) as port:
        with Talk(port) as talk:
            talk.say(request())
            assert talk.hear()[0] == 200
            assert talk.is_closed(3)
        with Talk(port) as talk:
            talk.say(request("/echo/things", method="POST", body=b"x" * 500_000))
            assert talk.hear()[0] == 413
            assert talk.is_closed(3)


def test_a_caller_that_leaves_does_not_stop_what_it_began() -> None:
    app = Echo()
    with listening(app) as port:
        with Talk(port) as talk:
            talk.say(request("/echo/slow", method="POST", body=b"x"))
            time.sleep(0.1)
        time.sleep(0.8)
        assert [(line["route"], line["status"]) for line in app.lines()] == [("/echo/slow", 200)]


def test_a_caller_that_leaves_within_its_body_begins_nothing() -> None:
    app = Echo()
    with listening(app) as port:
        with Talk(port) as talk:
            talk.say(request("/echo/things", "Content-Length: 900", method="POST"), b"half")
            time.sleep(0.1)
        time.sleep(0.3)
        assert [(line["route"], line["status"]) for line in app.lines()] == [("/echo/things", 499)]
