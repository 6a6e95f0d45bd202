"""JSON Web Tokens: what is signed is read back, and nothing else."""

from __future__ import annotations

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from patron.domain.credential import raised
from patron.operations.jwt_tokens import (
    MOST_VERIFIED,
    BadToken,
    TokenFault,
    TokenSort,
    is_alive,
    moment_of_issue,
    read,
    said,
    signed,
)

SORT = TokenSort("us", "customer", "access", "s" * 48, 60)
CLAIMS = {"customer": {"id": 7, "name": "Żółw"}, "tokenType": "customer"}


def fault_of(token: str, now: int = 1_000_000) -> TokenFault:
    with pytest.raises(BadToken) as caught:
        read(token, SORT, now)
    return caught.value.fault


def test_a_token_is_read_back_by_us_and_by_the_library() -> None:
    token = signed(CLAIMS, SORT, 1000)
    whole = {**CLAIMS, "tokenKind": "access", "iat": 1000, "exp": 1060, "aud": "customer", "iss": "us"}
    assert read(token, SORT, 1_059_999) == whole
    assert said(token) == whole
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    seen = jwt.decode(token, SORT.secret, ["HS256"], audience="customer", issuer="us", options={"verify_exp": False})
    assert seen == whole


def test_single_tokens_differ_in_nothing_that_they_say() -> None:
    tokens = {signed(CLAIMS, SORT, 1000, single=True) for _ in range(50)}
    assert len(tokens) == 50
    assert {str(read(token, SORT, 1_000_000)) for token in tokens} == {str(read(signed(CLAIMS, SORT, 1000), SORT, 0))}


def test_a_token_ends_on_the_second() -> None:
    token = signed(CLAIMS, SORT, 1000)
    assert fault_of(token, 1_060_000) is TokenFault.EXPIRED
    assert read(signed(CLAIMS, SORT, 1000, seconds=5), SORT, 1_004_999)["exp"] == 1005


@given(text=st.text(max_size=200))
def test_no_text_that_we_did_not_sign_is_read(text: str) -> None:
    assert fault_of(text) is TokenFault.INVALID
    said(text)


@given(place=st.integers(min_value=0), letter=st.sampled_from("AZaz09-_.=~ \x00é"))
def test_one_other_letter_anywhere_spoils_a_token(place: int, letter: str) -> None:
    token = signed(CLAIMS, SORT, 1000)
    place %= len(token)
    spoilt = token[:place] + letter + token[place + 1 :]
    if spoilt == token or place == len(token) - 1:  # the last letter holds bits that belong to nothing
        return
    assert fault_of(spoilt) is TokenFault.INVALID


@given(steps=st.lists(st.tuples(st.sampled_from(["issue", "raise"]), st.integers(0, 3000)), max_size=30))
def test_raising_the_epoch_ends_all_tokens_before_and_none_after(steps: list[tuple[str, int]]) -> None:
    now, epoch = 1_700_000_000_250, 0
    dead: list[int] = []
    alive: list[int] = []
    for what, passed in steps:
        now += passed
        if what == "issue":
            alive.append(moment_of_issue(now, epoch))
        else:
            epoch = raised(epoch, now)
            dead, alive = dead + alive, []
        assert all(is_alive({"iat": second}, epoch) for second in alive)
        assert not any(is_alive({"iat": second}, epoch) for second in dead)


@pytest.mark.parametrize("claims", [{}, {"iat": None}, {"iat": "9999999999"}, {"iat": 9e9}])
def test_a_token_that_does_not_say_when_it_was_issued_is_dead(claims: dict[str, object]) -> None:
    assert not is_alive(claims, 0)


def test_a_token_that_was_read_before_is_judged_again() -> None:
    token = signed(CLAIMS, SORT, 1000)
    assert read(token, SORT, 1_000_000) == read(token, SORT, 1_059_999) == said(token)
    assert fault_of(token, 1_060_000) is TokenFault.EXPIRED
    for other in (replace(SORT, secret="o" * 48), replace(SORT, issuer="them"), replace(SORT, audience="admin")):
        with pytest.raises(BadToken) as caught:
            read(token, other, 1_000_000)
        assert caught.value.fault is TokenFault.INVALID
    with pytest.raises(BadToken) as caught:
        read(token, replace(SORT, kind="refresh"), 1_000_000)
    assert caught.value.fault is TokenFault.WRONG_KIND
    head, body, signature = token.split(".")
    assert fault_of(f"{head}.{body}.{signature[:-2]}AA") is TokenFault.INVALID


def test_verified_tokens_are_forgotten_in_the_end() -> None:
    first = signed(CLAIMS, SORT, 1000)
    known = read(first, SORT, 1_000_000)
    assert read(first, SORT, 1_000_000) is known
    for second in range(1, MOST_VERIFIED + 1):
        read(signed(CLAIMS, SORT, 1000 + second), SORT, 1_000_000)
    assert read(first, SORT, 1_000_000) is not known
