"""The mails of an account, in the language of its store."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, select_autoescape

from patron.dialects.account.words import words_of
from patron.domain.access import Shop
from patron.domain.customer import Customer
from patron.operations.letters import Message


class AccountStationery:
    """Writes the messages that `operations.letters` sends."""

    def __init__(self) -> None:
        self._letters = Environment(
            loader=PackageLoader("patron.dialects.account"), autoescape=select_autoescape(default=True)
        )

    def invitation(self, shop: Shop, customer: Customer, name: str, link: str) -> Message:
        """The invitation, as text and as HTML."""
        short, words = words_of(shop.language)
        hello = words["hello"].format(name=name) if name else words["hello_nobody"]
        intro, outro = words["mail_intro"].format(shop=shop.name), words["mail_outro"]
        page = self._letters.get_template("invitation_mail.html")
        return Message(
            to=customer.email,
            subject=" ".join(words["subject"].format(shop=shop.name).split()),
            text=f"{hello}\n\n{intro}\n\n{link}\n\n{outro}\n",
            html=page.render(language=short, hello=hello, intro=intro, outro=outro, link=link, button=words["title"]),
        )
