"""What is written about faults, ours and other packages', and what never is."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sqlite3
from typing import Any

import pytest

from patron.wire.logs import open_log
from patron.wire.traces import Trace, traced

SECRET = "maria.silva@example.com"


def caught(work: Any) -> BaseException:
    with pytest.raises(BaseException) as found:  # noqa: PT011 - any will do
        work()
    return found.value


def chained() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table c (email text unique)")
    connection.execute("insert into c values (?)", (SECRET,))
    try:
        connection.execute("insert into c values (?)", (SECRET,))
    except sqlite3.IntegrityError as error:
        raise ValueError(f"taken: {SECRET}") from error
    finally:
        connection.close()


def test_a_trace_has_kinds_codes_and_places_of_the_whole_chain() -> None:
    trace = traced(caught(chained))
    assert trace.type == "builtins.ValueError"
    assert trace.frames[-1].startswith("tests/wire/test_logs.py:")
    assert trace.frames[-1].endswith(" in chained")
    (cause,) = trace.causes
    assert cause.type == "sqlite3.IntegrityError"
    assert cause.codes == ("sqlite_errorname=SQLITE_CONSTRAINT_UNIQUE",)
    assert SECRET not in "\n".join(trace.lines())


def test_messages_are_told_in_development_only() -> None:
    assert f"taken: {SECRET}" in "\n".join(traced(caught(chained), messages=True).lines())


def test_a_group_and_an_endless_chain_are_followed_so_far_and_no_further() -> None:
    def endless(depth: int) -> None:
        try:
            if depth:
                endless(depth - 1)
            _fail()
        except KeyError as error:
            raise ExceptionGroup(SECRET, [error, ValueError(SECRET)]) from error

    text = "\n".join(traced(caught(lambda: endless(8))).lines())
    assert SECRET not in text
    assert text.count("because of") < 500


@pytest.mark.parametrize("code", [SECRET, "a b", "x\ny", None, 3.5])
def test_a_code_is_a_word_or_it_is_left_out(code: object) -> None:
    error = ValueError()
    error.sqlstate = code  # type: ignore[attr-defined]
    assert traced(error).codes == ()


def _fail() -> None:
    raise KeyError(SECRET)


def logged(form: str = "json", *, messages: bool = False) -> tuple[Any, io.BytesIO]:
    output = io.BytesIO()
    return open_log("info", form, output, messages=messages), output


def test_json_is_one_object_a_line() -> None:
    log, output = logged()
    log.info("started", workers=2)
    log.debug("not shown")
    (line,) = output.getvalue().splitlines()
    said = json.loads(line)
    assert {name: said[name] for name in ("event", "level", "workers")} == {
        "event": "started",
        "level": "info",
        "workers": 2,
    }
    assert said["time"].endswith("Z")


def test_pretty_is_for_people_with_the_trace_on_lines_of_its_own() -> None:
    log, output = logged("pretty")
    log.error("fault", request_id="r1", error=Trace("builtins.KeyError", frames=("a.py:1 in b",)))
    text = output.getvalue().decode()
    assert "fault" in text
    assert "\nbuiltins.KeyError\n  a.py:1 in b\n" in text


def test_of_other_packages_only_the_fixed_text_is_kept() -> None:
    _log, output = logged()
    other = logging.getLogger("some.driver")
    other.warning("cannot insert %s", SECRET)
    other.error(f"first line\n{SECRET}")
    try:
        chained()
    except ValueError:
        other.exception("it failed for %s", SECRET)
    first, second, third = (json.loads(line) for line in output.getvalue().splitlines())
    assert (first["event"], first["logger"], first["level"]) == ("cannot insert %s", "some.driver", "warning")
    assert second["event"] == "first line"
    assert third["error"]["type"] == "builtins.ValueError"
    assert SECRET not in output.getvalue().decode()


def test_uvicorn_is_quoted_in_full() -> None:
    _log, output = logged()
    logging.getLogger("uvicorn.error").error("cannot bind to port %d", 80)
    assert json.loads(output.getvalue())["event"] == "cannot bind to port 80"


def test_a_task_that_nobody_waited_for_is_told_without_its_values() -> None:
    _log, output = logged()

    async def fail() -> None:
        raise RuntimeError(SECRET)

    async def forget() -> None:
        task = asyncio.get_running_loop().create_task(fail())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(forget())
    said = json.loads(output.getvalue())
    assert said["event"] == "Task exception was never retrieved"
    assert SECRET not in output.getvalue().decode()
