"""What is answered where no dialect lives, and where a dialect cannot answer for itself."""

from __future__ import annotations

from patron.wire.reply import HTML, JSON, Reply

_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title>"
    "<style>body{{font:16px/1.5 system-ui;margin:20vh auto;max-width:32rem;padding:0 1rem}}</style>"
    "<h1>{title}</h1><p>{text}</p></html>\n"
)


def nowhere(accept: str) -> Reply:
    """404: the path belongs to no dialect."""
    return _told(404, "Not Found", "Nothing is served under this address.", accept)


def unreadable(accept: str) -> Reply:
    """400: the path is not UTF-8."""
    return _told(400, "Bad Request", "This address cannot be read.", accept)


def broken(accept: str) -> Reply:
    """500, for a dialect that failed even in refusing."""
    return _told(500, "Internal Server Error", "Something went wrong on our side.", accept)


def _told(status: int, title: str, text: str, accept: str) -> Reply:
    if "text/html" in accept:
        return Reply(status, _PAGE.format(title=title, text=text).encode(), HTML)
    return Reply(status, f'{{"code": {status}, "message": "{title}", "description": "{text}"}}'.encode(), JSON)
