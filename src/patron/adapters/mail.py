"""Mail boxes: one that gives messages to an SMTP server, one that keeps them to be looked at."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate, make_msgid, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct

from patron.operations.letters import MailRefused, Message

SECONDS = 30
PORTS = {"none": 25, "starttls": 587, "tls": 465}


class SmtpServer(Struct, frozen=True):
    """Where a mail server is and how to speak to it."""

    host: str
    port: int
    tls: str
    """`none`, `starttls` (must succeed) or `tls` from the first byte."""
    user: str | None = None
    password: str | None = None


def smtp_server(url: str) -> SmtpServer:
    """The server behind `smtp://user:password@host:port?tls=...`.

    Without `tls`: TLS for `smtps` or port 465, else STARTTLS, which must then succeed. Plain text has to be asked for.
    """
    parts = urlsplit(url)
    implied = "tls" if parts.scheme == "smtps" or parts.port == 465 else "starttls"
    tls = parse_qs(parts.query).get("tls", [implied])[-1]
    return SmtpServer(
        host=parts.hostname or "localhost",
        port=parts.port or PORTS[tls],
        tls=tls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password is not None else None,
    )


class SmtpMailBox:
    """Gives each message to a mail server, over a connection of its own. Nothing of it is logged."""

    def __init__(self, server: SmtpServer, sender: str, *, trust: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._sender = sender
        self._trust = trust

    async def send(self, message: Message) -> None:
        """Nothing comes back; the server has taken the message. Raises MailRefused."""
        import aiosmtplib  # 50 ms that a server which never sends mail does not pay

        server = self._server
        try:
            await aiosmtplib.send(
                composed(message, self._sender),
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.tls == "tls",
                start_tls=server.tls == "starttls",
                tls_context=self._trust or (None if server.tls == "none" else ssl.create_default_context()),
                timeout=SECONDS,
            )
        except (aiosmtplib.SMTPException, MessageError, OSError, ValueError) as error:
            # The error's text may hold the address: only its kind goes on.
            raise MailRefused(type(error).__name__) from None


class CollectingMailBox:
    """Keeps messages as they would have left; development only."""

    def __init__(self, sender: str) -> None:
        self._sender = sender
        self._kept: list[tuple[Message, dict[str, str]]] = []

    async def send(self, message: Message) -> None:
        """Nothing comes back; the message is kept."""
        mail = composed(message, self._sender)
        self._kept.append((message, {name: str(value) for name, value in mail.items()}))

    def kept(self) -> Sequence[tuple[Message, dict[str, str]]]:
        """The messages with their headers, oldest first."""
        return tuple(self._kept)

    def clear(self) -> None:
        """Nothing comes back; the messages are forgotten."""
        self._kept.clear()


def composed(message: Message, sender: str) -> EmailMessage:
    """The message as multipart/alternative, text first; no header can be smuggled in through its values."""
    name, address = parseaddr(sender)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((name, address))
    mail["To"] = message.to
    mail["Subject"] = message.subject
    mail["Date"] = formatdate(usegmt=True)
    mail["Message-ID"] = make_msgid(domain=address.rpartition("@")[2] or "localhost")
    mail["Auto-Submitted"] = "auto-generated"  # no out-of-office note shall answer it
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail
