"""Mail through a real SMTP server, and mail that is collected."""

from __future__ import annotations

import asyncio
import ssl
from email.message import EmailMessage

import pytest

from patron.adapters.mail import CollectingMailBox, SmtpMailBox, SmtpServer, composed, smtp_server
from patron.operations.letters import MailRefused, Message
from tests.parts.smtp import Mailbox, mail_server

SENDER = "Loja Açaí <no-reply@shop.example>"
MESSAGE = Message(
    to="maria@example.com",
    subject="Bem-vinda, María 👋",
    text="Olá María,\n\nhttps://shop.example/account/invitation/1.abc\n",
    html='<p>Olá María, <a href="https://shop.example/account/invitation/1.abc">aqui</a></p>',
)


def send(
    box: Mailbox,
    query: str = "?tls=none",
    login: str = "",
    message: Message = MESSAGE,
    *,
    trust: ssl.SSLContext | None = None,
) -> None:
    server = smtp_server(f"smtp://{login}{box.host}:{box.port}{query}")
    asyncio.run(SmtpMailBox(server, SENDER, trust=trust).send(message))


def parts(mail: EmailMessage) -> dict[str, str]:
    return {part.get_content_type(): part.get_content() for part in mail.iter_parts()}


def test_a_message_arrives_as_it_was_written() -> None:
    with mail_server() as box:
        send(box)
        (mail,) = box.wait_for(1)
    assert mail["To"] == MESSAGE.to
    assert mail["From"] == SENDER
    assert mail["Subject"] == MESSAGE.subject
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["Message-ID"]).endswith("@shop.example>")
    assert mail["Date"]
    assert mail.get_content_type() == "multipart/alternative"
    told = parts(mail)
    assert list(told) == ["text/plain", "text/html"]
    assert told["text/plain"].replace("\r\n", "\n") == MESSAGE.text
    assert told["text/html"].strip() == MESSAGE.html


def test_a_login_is_used_and_a_wrong_one_refused() -> None:
    with mail_server(login=("shop", "p@ss:w/rd")) as box:
        send(box, login="shop:p%40ss%3Aw%2Frd@")
        box.wait_for(1)
        with pytest.raises(MailRefused, match=r"^SMTPAuthenticationError$"):
            send(box, login="shop:wrong@")
        with pytest.raises(MailRefused):
            send(box)
        assert len(box.messages) == 1


def test_starttls_with_a_trusted_certificate() -> None:
    with mail_server(login=("shop", "secret"), starttls=True) as box:
        assert box.certificate is not None
        trust = ssl.create_default_context(cadata=box.certificate.decode())
        send(box, "?tls=starttls", "shop:secret@", trust=trust)
        box.wait_for(1)


def test_starttls_with_an_unknown_certificate_sends_nothing() -> None:
    with mail_server(starttls=True) as box:
        with pytest.raises(MailRefused):
            send(box, "?tls=starttls")
        assert box.messages == []


def test_a_server_without_starttls_is_refused_and_not_spoken_to_in_clear() -> None:
    with mail_server() as box:
        for query in ("?tls=starttls", ""):
            with pytest.raises(MailRefused):
                send(box, query)
        with pytest.raises(MailRefused):
            send(box, "?tls=tls")
        assert box.messages == []


def test_a_refusal_of_the_server_is_told_without_the_address() -> None:
    with mail_server() as box:
        box.refuse_next(1)
        with pytest.raises(MailRefused) as caught:
            send(box)
        assert MESSAGE.to not in str(caught.value)
        assert caught.value.__cause__ is None
        send(box)
        assert len(box.wait_for(1)) == 1


def test_a_server_that_is_not_there_is_a_refusal() -> None:
    with mail_server() as box:
        pass
    with pytest.raises(MailRefused):
        send(box)


@pytest.mark.parametrize(
    "message",
    [
        Message("a@example.com\r\nBcc: evil@example.com", "Hi", "t", "h"),
        Message("a@example.com", "Hi\r\nBcc: evil@example.com", "t", "h"),
        Message("not an address\n", "Hi", "t", "h"),
    ],
)
def test_no_header_can_be_smuggled_in(message: Message) -> None:
    with mail_server() as box:
        with pytest.raises(MailRefused):
            send(box, message=message)
        assert box.messages == []


def test_an_international_address_arrives_or_is_refused_but_never_breaks() -> None:
    with mail_server() as box:
        try:
            send(box, message=Message("josé@exämple.com", "Oi", "t", "<p>h</p>"))
        except MailRefused:
            assert box.messages == []
        else:
            assert len(box.messages) == 1


def test_collected_mail_is_what_would_have_left() -> None:
    box = CollectingMailBox(SENDER)
    asyncio.run(box.send(MESSAGE))
    ((message, headers),) = box.kept()
    assert message == MESSAGE
    assert headers["From"] == SENDER
    assert headers["Subject"] == MESSAGE.subject
    box.clear()
    assert box.kept() == ()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 587, "starttls")),
        ("smtp://mail.example:25", SmtpServer("mail.example", 25, "starttls")),
        ("smtp://mail.example?tls=none", SmtpServer("mail.example", 25, "none")),
        ("smtp://mail.example:465", SmtpServer("mail.example", 465, "tls")),
        ("smtps://mail.example", SmtpServer("mail.example", 465, "tls")),
        ("smtp://u%40x:p%3Aw@[::1]:2525?tls=tls", SmtpServer("::1", 2525, "tls", "u@x", "p:w")),
    ],
)
def test_plain_text_has_to_be_asked_for(url: str, server: SmtpServer) -> None:
    assert smtp_server(url) == server


def test_a_composed_message_has_one_of_each_header() -> None:
    names = [name for name, _value in composed(MESSAGE, SENDER).items()]
    assert len(names) == len(set(names))
