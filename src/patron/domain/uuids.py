"""UUIDs as people write them."""

from __future__ import annotations

import re
from typing import Final

_UUID: Final = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def dashed_uuid(text: str) -> str | None:
    """The UUID as it is stored, 36 lower-case letters; None for what is none. Its dashes may be missing."""
    if not _UUID.fullmatch(text):
        return None
    plain = text.replace("-", "").lower()
    return "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))
