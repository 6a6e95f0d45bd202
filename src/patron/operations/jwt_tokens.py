"""JSON Web Tokens: signed with HS256, read with every doubt resolved against the bearer.

When a token was issued is all that it tells of its age, in whole seconds. An account's epoch is such a second, too
(domain.credential.raised): a token is alive as long as it was not issued before the epoch.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from patron.domain.customer import Json

if TYPE_CHECKING:
    from jwt import PyJWS

ALGORITHM = "HS256"
MOST_VERIFIED = 1024
"""Tokens whose signature is not verified again; only good ones are among them, and those are short."""
_ENCODE = msgspec.json.Encoder().encode
_BLANKS = " \t\r\n"


@cache
def _jws() -> PyJWS:
    # Late: with the cryptography it looks for, it would cost every start 70 ms and 12 MB.
    from jwt import PyJWS

    return PyJWS(algorithms=[ALGORITHM])


class _Verified:
    """What tokens say whose signature was verified, the last ones; their age is for the reader to judge."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, tuple[str, Json]] = OrderedDict()

    def get(self, token: str, secret: str | None = None) -> Json | None:
        """The claims, verified with that secret (None: with any), or None."""
        found = self._known.get(_digest(token))
        return found[1] if found is not None and secret in (None, found[0]) else None

    def put(self, token: str, secret: str, claims: Json) -> None:
        """Nothing comes back."""
        self._known[_digest(token)] = secret, claims
        if len(self._known) > MOST_VERIFIED:
            self._known.popitem(last=False)


_VERIFIED = _Verified()


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


class TokenFault(StrEnum):
    """Why a token is no good."""

    INVALID = "invalid"
    EXPIRED = "expired"
    WRONG_KIND = "wrong_kind"


class BadToken(Exception):
    """A token that nobody can get in with."""

    def __init__(self, fault: TokenFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class TokenSort(Struct, frozen=True):
    """Where one sort of token comes from, and what is demanded of those that come back."""

    issuer: str
    audience: str
    kind: str
    """`access` or `refresh`: each is signed with a secret of its own, so that neither passes for the other."""
    secret: str
    seconds: int
    """How long one lives."""


def moment_of_issue(now: int, epoch: int) -> int:
    """The second (since 1970) to write into a token that is issued now (milliseconds), so that it is alive."""
    return max(now // 1000, epoch)


def is_alive(claims: Json, epoch: int) -> bool:
    """True when the token was not issued before the account's epoch."""
    issued = claims.get("iat")
    return isinstance(issued, int) and issued >= epoch


def signed(claims: Json, sort: TokenSort, issued_at: int, *, seconds: int | None = None, single: bool = False) -> str:
    """The token; `single`: no other one is the same text, whatever it says and whenever it was issued."""
    whole = {
        **claims,
        "tokenKind": sort.kind,
        "iat": issued_at,
        "exp": issued_at + (sort.seconds if seconds is None else seconds),
        "aud": sort.audience,
        "iss": sort.issuer,
    }
    # Two tokens of one second say the same, and no claim may be added (evershop.md 6.1): blanks after the JSON differ.
    blanks = "".join(secrets.choice(_BLANKS) for _ in range(48)) if single else ""
    return _jws().encode(_ENCODE(whole) + blanks.encode(), sort.secret, ALGORITHM)


def said(token: str) -> Json | None:
    """What a token says, unverified; None for a text that is no token at all."""
    known = _VERIFIED.get(token)
    if known is not None:
        return known
    from jwt import PyJWTError

    try:
        return _claims(_jws().decode_complete(token, options={"verify_signature": False})["payload"])
    except (PyJWTError, BadToken, ValueError):
        return None


def read(token: str, sort: TokenSort, now: int) -> Json:
    """The claims of a good token; `now` in milliseconds. Raises BadToken."""
    claims = _VERIFIED.get(token, sort.secret)
    if claims is None:
        claims = _verified(token, sort.secret)
        _check(claims, sort, now // 1000)
        _VERIFIED.put(token, sort.secret, claims)
    else:
        _check(claims, sort, now // 1000)
    return claims


def _verified(token: str, secret: str) -> Json:
    from jwt import PyJWTError

    try:
        return _claims(_jws().decode(token, secret, [ALGORITHM]))
    except (PyJWTError, ValueError):
        raise BadToken(TokenFault.INVALID) from None


def _claims(payload: bytes) -> Json:
    try:
        return msgspec.json.decode(payload, type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):
        raise BadToken(TokenFault.INVALID) from None


def _check(claims: Json, sort: TokenSort, second: int) -> None:
    """Nothing. Raises BadToken. The library would ask the machine for the time, which development can stop."""
    expires, not_before = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expires, int) or not isinstance(not_before, int) or not_before > second:
        raise BadToken(TokenFault.INVALID)
    if expires <= second:
        raise BadToken(TokenFault.EXPIRED)
    if claims.get("aud") != sort.audience or claims.get("iss") != sort.issuer:
        raise BadToken(TokenFault.INVALID)
    if claims.get("tokenKind") != sort.kind:
        raise BadToken(TokenFault.WRONG_KIND)
