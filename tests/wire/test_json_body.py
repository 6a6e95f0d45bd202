"""A JSON body as Express reads it."""

from __future__ import annotations

from typing import cast

import pytest

from patron.wire.refusals import Malformed, UnsupportedMedia
from tests.wire.bodies import read


def test_an_object_or_a_list_is_read() -> None:
    assert read('{"a": [1, 1.0, true, null, "é"]}') == {"a": [1, 1.0, True, None, "é"]}
    assert read(" [1]") == [1]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/vnd.api+json", "", "application/x-www-form-urlencoded"]
)
def test_another_media_type_counts_as_an_empty_object(content_type: str) -> None:
    assert read('{"a": 1}', content_type) == {}
    assert read("{bad", content_type) == {}


def test_parameters_of_the_media_type_and_its_case_do_not_matter() -> None:
    assert read('{"a": 1}', 'Application/JSON; charset="utf-8"') == {"a": 1}


def test_an_empty_body_is_an_empty_object() -> None:
    assert read("") == {}


@pytest.mark.parametrize("text", ["null", '"text"', "5", "true", " ", "{bad", "[1", '{"a":NaN}', "[1]x"])
def test_everything_else_is_malformed(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        read(text)
    assert caught.value.part == "body"


def test_a_document_may_be_so_deep_and_not_deeper() -> None:
    assert read("[" * 128 + "]" * 128) != {}
    with pytest.raises(Malformed):
        read("[" * 129 + "]" * 129)
    assert len(cast("list[object]", read("[" + "[]," * 500 + "1]"))) == 501


def test_a_byte_order_mark_is_skipped_and_other_encodings_of_unicode_are_read() -> None:
    assert read(b"\xef\xbb\xbf{}") == {}
    assert read('{"a": "é"}'.encode("utf-16"), "application/json; charset=utf-16") == {"a": "é"}


def test_bytes_that_are_no_text_become_replacement_characters() -> None:
    assert read(b'{"a": "x\xffy"}') == {"a": "x\ufffdy"}


def test_half_surrogates_become_replacement_characters_and_whole_ones_stay() -> None:
    assert read('{"\\ud83d": "\\ud83d x", "b": "\\ud83d\\ude00"}') == {"\ufffd": "\ufffd x", "b": "😀"}


def test_of_two_keys_the_last_one_counts() -> None:
    assert read('{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.parametrize("charset", ["latin1", "iso-8859-1", "utf-99"])
def test_a_charset_that_is_not_of_unicode_is_not_supported(charset: str) -> None:
    with pytest.raises(UnsupportedMedia):
        read('{"a": 1}', f"application/json; charset={charset}")


def test_a_compressed_body_is_not_read() -> None:
    with pytest.raises(Malformed) as caught:
        read(b"\x1f\x8b", "application/json", ("content-encoding", "gzip"))
    assert caught.value.part == "content-encoding"
