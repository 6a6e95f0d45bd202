"""Answers to calls that may be repeated."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Index, Integer, Table, Text

from patron.store.tables.shaping import key, may, metadata, need

answer = Table(
    "answer",
    metadata,
    need("store_id", BigInteger),
    need("key_hash", Text),
    need("request_hash", Text),
    need("progress", Text),
    need("status", Integer, "0"),
    may("media_type", Text),
    need("headers", JSON),
    need("body", Text, "''"),
    may("of_store", BigInteger),
    may("of_customer", BigInteger),
    need("created_at", BigInteger),
    key("store_id", "key_hash"),
)
Index("answer_of_customer", answer.c.store_id, answer.c.of_store, answer.c.of_customer)
Index("answer_created", answer.c.store_id, answer.c.created_at)
