"""Pages read as a browser reads them: what in them would run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

OWN_SCRIPT = re.compile(r"/admin/assets/[0-9a-f]{12}/admin\.js")
_ADDRESSES = frozenset({"href", "src", "action", "formaction"})


class Markup(HTMLParser):
    """What a page holds: everything in it that would run and is not ours, and its texts."""

    def __init__(self, text: str, *, styled: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self._styled = styled
        self.strange: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing comes back; the tag is judged."""
        said = {name: value or "" for name, value in attrs}
        if tag == "script" and not OWN_SCRIPT.fullmatch(said.get("src", "")):
            self.strange.append(f"<script> {said}")
        if tag in {"iframe", "object", "embed", "base", "style"} or (tag == "img" and "/assets/" not in said["src"]):
            self.strange.append(f"<{tag}> {said}")
        for name, value in said.items():
            if (
                name.startswith("on")
                or (name == "style" and not self._styled)
                or (name in _ADDRESSES and not _is_fine(value))
            ):
                self.strange.append(f"<{tag} {name}={value}>")
        self.texts += said.values()

    def handle_data(self, data: str) -> None:
        """Nothing comes back; the text is kept."""
        self.texts.append(data)

    def says(self, text: str) -> bool:
        """True where the text is shown, in the page or in a box."""
        return any(text in one for one in self.texts)


def _is_fine(address: str) -> bool:
    return re.match(r"(?!//)[/?#]|mailto:|https?://|[a-z_-]+$|admin\.|choice\.", address) is not None
