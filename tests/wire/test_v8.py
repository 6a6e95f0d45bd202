"""What V8 says of a text that is not JSON: every sentence here was said by Node 20.20."""

from __future__ import annotations

import pytest

from patron.wire.refusals import Malformed
from patron.wire.v8 import complaint
from tests.wire.bodies import read

SAID = {
    "{bad": "Expected property name or '}' in JSON at position 1",
    "{'a':1}": "Expected property name or '}' in JSON at position 1",
    "{": "Expected property name or '}' in JSON at position 1",
    '{"email":': "Unexpected end of JSON input",
    '{"email":"x@example.com",}': "Expected double-quoted property name in JSON at position 25",
    '{"a" 1}': "Expected ':' after property name in JSON at position 5",
    '{"a":1,"b" 1}': "Unexpected number in JSON at position 11",
    '{"a":1,"b"': "Unexpected end of JSON input",
    '{"a":1': "Expected ',' or '}' after property value in JSON at position 6",
    '{"email":"a" "b"}': "Expected ',' or '}' after property value in JSON at position 13",
    "[1": "Expected ',' or ']' after array element in JSON at position 2",
    "[1 2]": "Expected ',' or ']' after array element in JSON at position 3",
    "[,]": "Unexpected token ',', \"[,]\" is not valid JSON",
    '{"a":}': 'Unexpected token \'}\', "{"a":}" is not valid JSON',
    '{"a":1}x': "Unexpected non-whitespace character after JSON at position 7",
    '{"a': "Unterminated string in JSON at position 3",
    '["a\nb"]': "Bad control character in string literal in JSON at position 3",
    '["\\x"]': "Bad escaped character in JSON at position 3",
    '["\\': "Unexpected end of JSON input",
    '["\\u12g4"]': "Bad Unicode escape in JSON at position 6",
    "[01]": "Unexpected number in JSON at position 2",
    "[1.]": "Unterminated fractional number in JSON at position 3",
    "[1e]": "Exponent part is missing a number in JSON at position 3",
    "[-]": "No number after minus sign in JSON at position 2",
    '{"a":tru1}': "Unexpected number in JSON at position 8",
    "[tru": "Unexpected end of JSON input",
    '[t"': "Unexpected string in JSON at position 2",
    "[😀x]": "Unexpected token '\ufffd', \"[😀x]\" is not valid JSON",
    "[object Object]": '"[object Object]" is not valid JSON',
    '{"email":undefined,"x":1111111111111}': 'Unexpected token \'u\', "{"email":undefined,"... is not valid JSON',
    "null": "Unexpected token 'n', \"null\" is not valid JSON",
    '"str"': 'Unexpected token \'"\', ""str"" is not valid JSON',
    " \t": "Unexpected end of JSON input",
}


@pytest.mark.parametrize("text", SAID, ids=repr)
def test_v8_tells_what_is_wrong_and_where(text: str) -> None:
    with pytest.raises(Malformed):
        read(text)
    assert complaint(text) == SAID[text]


def test_positions_count_utf_16_units() -> None:
    assert complaint('{"😀":1,}') == "Expected double-quoted property name in JSON at position 8"


def test_a_long_text_is_shown_around_its_fault_only() -> None:
    text = '{"one":"1111111111","two":oops,"three":"3333333333"}'
    assert complaint(text) == 'Unexpected token \'o\', ..."11","two":oops,"thre"... is not valid JSON'
    assert complaint('{"one":"1111111111","two":oops}') == (
        'Unexpected token \'o\', ..."11","two":oops}" is not valid JSON'
    )


def test_a_text_that_is_too_deep_is_told_as_such() -> None:
    deep = "[" * 50_000 + "]" * 50_000
    with pytest.raises(Malformed):
        read(deep)
    assert complaint(deep) == "Maximum call stack size exceeded"
