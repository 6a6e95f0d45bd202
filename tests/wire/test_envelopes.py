"""Answers in an envelope, as an Express application sends them."""

from __future__ import annotations

from patron.wire.envelopes import data, error, weak_etag


def test_data_and_errors_have_their_envelope_type_and_tag() -> None:
    answer = data({"a": None})
    assert (answer.status, answer.body) == (200, b'{"data":{"a":null}}')
    assert answer.media_type == "application/json; charset=utf-8"
    refused = error(404, "Not found", ("Retry-After", "7"))
    assert (refused.status, refused.body) == (404, b'{"error":{"status":404,"message":"Not found"}}')
    assert refused.headers == (("ETag", weak_etag(refused.body)), ("Retry-After", "7"))


def test_a_tag_is_the_one_that_express_makes() -> None:
    assert weak_etag(b"Hello World") == 'W/"b-Ck1VqNd45QIvq3AZd8XYQLvEhtA"'
    assert weak_etag(b"") == 'W/"0-2jmj7l5rSw0yVb/vlWAYkK/YBwk"'
