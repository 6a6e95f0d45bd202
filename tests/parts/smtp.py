"""A real SMTP server that keeps what it is given, and refuses when told to."""

import asyncio
import email
import email.policy
import ssl
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.parts.ports import free_port


@dataclass(slots=True)
class Mailbox:
    """What arrived, in order, and how the server answers; may be asked from any thread."""

    host: str
    port: int
    certificate: bytes | None
    """The certificate authority behind STARTTLS as PEM; `None` without STARTTLS."""
    messages: list[EmailMessage] = field(default_factory=list[EmailMessage])
    refused: int = 0
    _refuse_next: int = 0
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def refuse_next(self, count: int) -> None:
        """Nothing; the next `count` messages are answered with `451 try again later`."""
        with self._arrived:
            self._refuse_next = count

    def wait_for(self, count: int, seconds: float = 10) -> list[EmailMessage]:
        """All messages, as soon as there are `count`; raises TimeoutError when they do not come in time."""
        deadline = time.monotonic() + seconds
        with self._arrived:
            while len(self.messages) < count:
                if not self._arrived.wait(deadline - time.monotonic()):
                    message = f"{len(self.messages)} of {count} messages arrived in {seconds} s"
                    raise TimeoutError(message)
            return list(self.messages)

    def clear(self) -> None:
        """Nothing; the mailbox is empty and accepts."""
        with self._arrived:
            self.messages.clear()
            self.refused = self._refuse_next = 0

    def answer(self, content: bytes) -> str:
        """The SMTP reply to one message, which is kept when the reply is positive."""
        with self._arrived:
            if self._refuse_next > 0:
                self._refuse_next -= 1
                self.refused += 1
                return "451 4.3.0 try again later"
            self.messages.append(email.message_from_bytes(content, policy=email.policy.default))
            self._arrived.notify_all()
            return "250 2.0.0 kept"


class _Handler:
    def __init__(self, box: Mailbox) -> None:
        self.box = box

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.content
        return await asyncio.to_thread(self.box.answer, content if isinstance(content, bytes) else b"")


@dataclass(frozen=True, slots=True)
class _Login:
    user: str
    password: str

    def __call__(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        given = (data.login, data.password) if isinstance(data, LoginPassword) else None
        # Not handled: the server writes the reply, 235 or 535.
        return AuthResult(success=given == (self.user.encode(), self.password.encode()), handled=False)


@contextmanager
def mail_server(*, login: tuple[str, str] | None = None, starttls: bool = False) -> Generator[Mailbox]:
    """A mailbox behind a server on a free loopback port, running until the block ends.

    With `login` it takes mail only after AUTH with that user and password. With `starttls` it offers STARTTLS for
    127.0.0.1 and localhost, signed by the authority in `Mailbox.certificate`.
    """
    authority = trustme.CA() if starttls else None
    box = Mailbox("127.0.0.1", free_port(), authority.cert_pem.bytes() if authority else None)
    controller = Controller(
        _Handler(box),
        hostname=box.host,
        port=box.port,
        tls_context=_tls(authority) if authority else None,
        authenticator=_Login(*login) if login else None,
        auth_required=login is not None,
        auth_require_tls=starttls,
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType] - it takes pyOpenSSL's too
    return context
