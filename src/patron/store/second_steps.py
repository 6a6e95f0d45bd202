"""What accounts of the installation prove themselves with beside a password."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.sql import Executable

from patron.domain.credential import SecondStep
from patron.store import tables
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, statement

_staff = tables.staff.c
_code = tables.recovery_code.c


@statement("id")
def find_step(_sql: Spelling) -> Executable:
    """The secret of an account that has one, and how many recovery codes are left."""
    left = select(func.count()).select_from(tables.recovery_code).where(_code.staff_id == _staff.id)
    found = select(_staff.totp_secret, left.scalar_subquery())
    return found.where(_staff.id == whole("id"), _staff.totp_secret.is_not(None))


@statement("totp_secret", "id")
def put_secret(_sql: Spelling) -> Executable:
    """Another secret, or none; no code of a new one was used yet."""
    secret = bindparam("totp_secret", type_=_staff.totp_secret.type)
    return update(tables.staff).where(_staff.id == whole("id")).values(totp_secret=secret, totp_used=0)


@statement("period", "id")
def use_period(_sql: Spelling) -> Executable:
    """A period that is later than all whose codes were used."""
    later = _staff.totp_used < whole("period")
    return update(tables.staff).where(_staff.id == whole("id"), later).values(totp_used=whole("period"))


@statement("staff_id")
def drop_codes(_sql: Spelling) -> Executable:
    """All recovery codes of an account."""
    return delete(tables.recovery_code).where(_code.staff_id == whole("staff_id"))


@statement("staff_id", "code_hash")
def drop_code(_sql: Spelling) -> Executable:
    """One of them."""
    return delete(tables.recovery_code).where(
        _code.staff_id == whole("staff_id"), _code.code_hash == bindparam("code_hash")
    )


@statement("staff_id", "code_hash")
def insert_code(_sql: Spelling) -> Executable:
    """One more."""
    names = ("staff_id", "code_hash")
    return insert(tables.recovery_code).values({name: bindparam(name, type_=_code[name].type) for name in names})


class SecondSteps:
    """The second steps as one unit of work sees them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, staff_id: int) -> SecondStep | None:
        """None for an account with a password alone."""
        row = await self._connection.row(find_step, staff_id)
        return None if row is None else SecondStep(str(row[0]), int(row[1]))

    async def put(self, staff_id: int, secret: str | None, code_hashes: Sequence[str]) -> None:
        """Nothing comes back; that secret and those recovery codes hold, and no others. None: no second step."""
        await self._connection.run(put_secret, secret, staff_id)
        await self.put_codes(staff_id, code_hashes)

    async def put_codes(self, staff_id: int, code_hashes: Sequence[str]) -> None:
        """Nothing comes back; those recovery codes hold, and no others."""
        await self._connection.run(drop_codes, staff_id)
        await self._connection.run_each(insert_code, [(staff_id, one) for one in code_hashes])

    async def use(self, staff_id: int, period: int) -> bool:
        """True once for each period, and never for one before it: its code is used now."""
        return await self._connection.run(use_period, period, staff_id) > 0

    async def use_code(self, staff_id: int, code_hash: str) -> bool:
        """True once: the recovery code is gone now."""
        return await self._connection.run(drop_code, staff_id, code_hash) > 0
