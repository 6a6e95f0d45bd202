"""Answers that are kept for calls which their senders may repeat."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Final

from msgspec import json
from sqlalchemy import and_, bindparam, delete, literal_column, or_, select, update
from sqlalchemy.sql import Executable

from patron.domain.access import INSTALLATION
from patron.domain.answer import KeptAnswer, Progress
from patron.store import tables
from patron.store.spelling import Element, Spelling, whole
from patron.store.statement import Connection, Row, statement

_NEW: Final = ("store_id", "key_hash", "request_hash", "progress", "headers", "created_at")
_KEPT: Final = ("request_hash", "progress", "status", "media_type", "headers", "body")
_answer = tables.answer.c
_this = (_answer.store_id == whole("store_id"), _answer.key_hash == bindparam("key_hash"))
_read_headers = json.Decoder(tuple[tuple[str, str], ...]).decode


def _is(progress: Progress) -> Element:
    return _answer.progress == literal_column(f"'{progress.value}'")


@statement(*_NEW, "forgotten", "given_up")
def begin_answer(sql: Spelling) -> Executable:
    """A key is taken, unless it is: one that is old enough to be forgotten, or whose call never ended, is free.

    Nothing stays of what was kept under it: neither the answer nor whom it told of.
    """
    upsert = sql.insert(tables.answer).values({name: bindparam(name, type_=_answer[name].type) for name in _NEW})
    free = or_(
        _answer.created_at <= whole("forgotten"), and_(_is(Progress.RUNNING), _answer.created_at <= whole("given_up"))
    )
    # What is not named gets its default: of the table for a new row, and so for one that is taken again.
    changing = {one.name: upsert.excluded[one.name] for one in _answer if not one.primary_key}
    return upsert.on_conflict_do_update(index_elements=["store_id", "key_hash"], set_=changing, where=free)


@statement("store_id", "key_hash", "request_hash", "created_at")
def find_begun(_sql: Spelling) -> Executable:
    """A key that was taken for that call at that moment, and of which nothing has come yet."""
    same = (_answer.request_hash == bindparam("request_hash"), _answer.created_at == whole("created_at"))
    return select(_answer.key_hash).where(*_this, *same, _is(Progress.RUNNING))


@statement("store_id", "key_hash")
def find_answer(_sql: Spelling) -> Executable:
    """What is kept under a key."""
    return select(*(_answer[name] for name in _KEPT)).where(*_this)


@statement("of_store", "of_customer", "store_id", "key_hash")
def mark_committed(_sql: Spelling) -> Executable:
    """Something of the call is stored from now on; its answer goes with that customer."""
    committed: Element = literal_column(f"'{Progress.COMMITTED.value}'")
    whose = {"of_store": whole("of_store"), "of_customer": whole("of_customer")}
    return update(tables.answer).where(*_this, _is(Progress.RUNNING)).values(progress=committed, **whose)


@statement("of_store", "of_customer", "store_id", "key_hash")
def note_owner(_sql: Spelling) -> Executable:
    """The answer of the call goes with that customer, though perhaps nothing is stored."""
    whose = {"of_store": whole("of_store"), "of_customer": whole("of_customer")}
    return update(tables.answer).where(*_this, _is(Progress.RUNNING)).values(**whose)


@statement("new_store", "store_id", "of_store", "of_customer")
def hand_over(_sql: Spelling) -> Executable:
    """What was and will be answered about a customer goes with the same one in another store."""
    whose = (_answer.of_store == whole("of_store"), _answer.of_customer == whole("of_customer"))
    moved = update(tables.answer).where(_answer.store_id == whole("store_id"), *whose)
    return moved.values(of_store=whole("new_store"))


@statement("store_id", "of_store", "of_customer", "spared")
def erase_answers(_sql: Spelling) -> Executable:
    """What was answered about a customer, and what would be: a call that goes on finds no row to keep its answer in."""
    whose = (_answer.of_store == whole("of_store"), _answer.of_customer == whole("of_customer"))
    others = _answer.key_hash != bindparam("spared")
    return delete(tables.answer).where(_answer.store_id == whole("store_id"), *whose, others)


async def mark(connection: Connection, key_hash: str, store_id: int, customer_id: int) -> None:
    """Nothing comes back; when this transaction is committed, something of the call is stored."""
    await connection.run(mark_committed, store_id, customer_id, INSTALLATION, key_hash)


async def own(connection: Connection, key_hash: str, store_id: int, customer_id: int) -> None:
    """Nothing comes back; the call's answer will tell of that customer."""
    await connection.run(note_owner, store_id, customer_id, INSTALLATION, key_hash)


async def follow(connection: Connection, store_id: int, customer_id: int, new_store_id: int) -> None:
    """Nothing comes back; the customer is in that store by now, and so are the answers that tell of them."""
    await connection.run(hand_over, new_store_id, INSTALLATION, store_id, customer_id)


async def erase(connection: Connection, store_id: int, customer_id: int, spared: str | None) -> None:
    """Nothing comes back; what was answered about the customer is not known any more.

    `spared`: the key of the call that deletes, whose own answer is kept.
    """
    await connection.run(erase_answers, INSTALLATION, store_id, customer_id, spared or "")


@statement("progress", "status", "media_type", "headers", "body", "store_id", "key_hash")
def finish_answer(_sql: Spelling) -> Executable:
    """The call has come to its end."""
    names = ("progress", "status", "media_type", "headers", "body")
    values = {name: bindparam(name, type_=_answer[name].type) for name in names}
    return update(tables.answer).where(*_this).values(values)


@statement("store_id", "key_hash")
def drop_running(_sql: Spelling) -> Executable:
    """The key is free again: nothing of the call was stored."""
    return delete(tables.answer).where(*_this, _is(Progress.RUNNING))


@statement("store_id", "before")
def forget_answers(_sql: Spelling) -> Executable:
    """Those that are too old are gone."""
    return delete(tables.answer).where(_answer.store_id == whole("store_id"), _answer.created_at <= whole("before"))


class Answers:
    """The kept answers as one writing unit of work sees them."""

    __slots__ = ("_connection", "_now")

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    async def begin(self, key_hash: str, request_hash: str, forgotten: int, given_up: int) -> KeptAnswer | None:
        """None where the key is the caller's from now on, else what is kept under it.

        Keys of that age (milliseconds UTC) are free: those taken at `forgotten` or before, and those of calls that
        began at `given_up` or before and stored nothing.
        """
        values = (INSTALLATION, key_hash, request_hash, Progress.RUNNING.value, "[]", self._now)
        if await self._connection.run(begin_answer, *values, forgotten, given_up):
            # Otherwise a commit whose answer is lost would leave the caller to wait for itself.
            self._connection.prove(find_begun, INSTALLATION, key_hash, request_hash, self._now)
            return None
        row = await self._connection.row(find_answer, INSTALLATION, key_hash)
        return None if row is None else _kept(row)

    async def finish(self, key_hash: str, answer: KeptAnswer) -> None:
        """Nothing comes back; repetitions get this answer, where it is one: `COMMITTED` is none, and stays so."""
        headers, body = json.encode(answer.headers).decode(), b64encode(answer.body).decode()
        values = (answer.progress.value, answer.status, answer.media_type, headers, body, INSTALLATION, key_hash)
        await self._connection.run(finish_answer, *values)

    async def drop(self, key_hash: str) -> None:
        """Nothing comes back; the key is free again, unless something of the call is stored."""
        await self._connection.run(drop_running, INSTALLATION, key_hash)

    async def forget(self, before: int) -> None:
        """Nothing comes back; answers of that age are gone."""
        await self._connection.run(forget_answers, INSTALLATION, before)


def _kept(row: Row) -> KeptAnswer:
    request_hash, progress, status, media_type, headers, body = row
    return KeptAnswer(request_hash, Progress(progress), status, media_type, _read_headers(headers), b64decode(body))
