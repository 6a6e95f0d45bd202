"""Password schemes that are verified, whoever made the hash; only argon2id is ever made anew."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

import bcrypt
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

ARGON2ID = "argon2id"
BCRYPT = "bcrypt"
AUTHLOGIC = "authlogic-sha512"
WORLD = "world"

# OWASP's first recommendation: 19 MiB, two passes, one lane; 27 ms of a core.
ARGON2 = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
STRETCHES = 20
"""Open Food Network's authlogic: rounds of SHA-512 over password and salt."""
BCRYPT_BYTES = 72
"""bcrypt never saw more of a password; newer libraries refuse what older ones cut."""


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")  # JSON can spell half a surrogate pair; it is a password too


def hash_argon2id(password: str) -> str:
    """The hash in PHC notation."""
    return ARGON2.hash(_bytes(password))


def hash_for_world(password: str) -> str:
    """A salted SHA-256, as cheap as it gets: for the made-up people of development worlds only."""
    salt = secrets.token_hex(8)
    return f"{salt}${_world_digest(password, salt)}"


def _world_digest(password: str, salt: str) -> str:
    return hashlib.sha256(_bytes(f"{salt}:{password}")).hexdigest()


def verify_argon2id(password: str, hashed: str) -> bool:
    """True when the password fits; False for a hash that cannot be read."""
    try:
        return ARGON2.verify(hashed, _bytes(password))
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def verify_bcrypt(password: str, hashed: str) -> bool:
    """True when the password fits a `$2a$`, `$2b$` or `$2y$` hash."""
    try:
        return bcrypt.checkpw(_bytes(password)[:BCRYPT_BYTES], hashed.encode())
    except ValueError:
        return False


def bcrypt_cost(hashed: str) -> int:
    """The cost of a bcrypt hash; 0 where it cannot be read."""
    found = re.match(r"\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$", hashed)
    return int(found[1]) if found else 0


def bcrypt_of_nobody(cost: int) -> str:
    """A bcrypt hash of that cost that no password fits."""
    return bcrypt.gensalt(cost).decode() + "." * 31


def verify_authlogic(password: str, hashed: str) -> bool:
    """True when the password fits `salt$hexdigest` (twenty rounds of SHA-512)."""
    salt, _, wanted = hashed.rpartition("$")
    digest = password + salt
    for _round in range(STRETCHES):
        digest = hashlib.sha512(_bytes(digest)).hexdigest()
    return hmac.compare_digest(digest.encode(), wanted.lower().encode())


def verify_world(password: str, hashed: str) -> bool:
    """True when the password fits a hash of `hash_for_world`."""
    salt, _, wanted = hashed.partition("$")
    return hmac.compare_digest(_world_digest(password, salt).encode(), wanted.encode())
