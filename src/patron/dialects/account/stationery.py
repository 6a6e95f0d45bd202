"""The mails of an account, in the language of its store."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, select_autoescape

from patron.dialects.account.words import LETTERS, words_of
from patron.domain.access import Shop
from patron.domain.customer import Customer
from patron.operations.letters import Message


class AccountStationery:
    """Writes the messages that `operations.letters` sends."""

    def __init__(self) -> None:
        self._letters = Environment(
            loader=PackageLoader("patron.dialects.account"), autoescape=select_autoescape(default=True)
        )

    def letter(self, kind: str, shop: Shop, customer: Customer, name: str, link: str | None) -> Message:
        """The message as text and as HTML."""
        short, words = words_of(shop.language)
        said = LETTERS[short][kind]
        hello = words["hello"].format(name=name) if name else words["hello_nobody"]
        intro, outro = said.intro.format(shop=shop.name), said.outro
        page = self._letters.get_template("mail.html")
        return Message(
            to=customer.email,
            subject=" ".join(said.subject.format(shop=shop.name).split()),
            text="\n\n".join(part for part in (hello, intro, link, outro) if part) + "\n",
            html=page.render(language=short, hello=hello, intro=intro, outro=outro, link=link, button=said.button),
        )
