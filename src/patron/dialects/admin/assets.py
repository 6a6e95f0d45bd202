"""What the pages are dressed in: one style sheet, one script, one icon. Their addresses change with their content."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

KINDS = {
    "admin.css": "text/css; charset=utf-8",
    "admin.js": "text/javascript; charset=utf-8",
    "admin.svg": "image/svg+xml",
    "choice.svg": "image/svg+xml",
}


@cache
def content(name: str) -> bytes:
    """The file."""
    return files("patron.dialects.admin").joinpath("templates", name).read_bytes()


@cache
def link(name: str) -> str:
    """Where the file is, as it is now."""
    return f"/admin/assets/{hashlib.sha256(content(name)).hexdigest()[:12]}/{name}"
