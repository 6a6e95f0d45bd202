"""Laws 1 to 5, 7, 8 and 14 of one-record.md section 7: what each dialect shows after a write.

Each law is a function that raises AssertionError with its number. They compare what all dialects showed of a customer
before a write with what they show after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.laws.counterparts import KNOWS, LINE, TOWN, joined, words
from tests.laws.facts import STRUCTURE, Faces, facts_of, fallbacks_of, is_nameless
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.scene import Scene
from tests.laws.told import ANYTHING, Told, same
from tests.laws.views import View, Views

FLAGS: Final = ("is_default", "default")
_DERIVED: Final = ("Country", "Province")
TEXTS: Final = (".country", ".province")


def read_your_write(scene: Scene) -> None:
    """Law 1."""
    for said in scene.told:
        view = scene.after[said.tongue]
        for key, one in said.named.items():
            if one.shown is ANYTHING or (key not in view and not one.shown and _is_blank_billing(scene.after)):
                continue  # a billing address of which nothing is left is kept, and not shown (3.1)
            assert same(view.get(key, ANYTHING), one.shown), (
                f"law 1: {said.tongue} wrote {one.sent!r} to {key} and reads {view.get(key)!r}, not {one.shown!r}"
            )


def _is_blank_billing(views: Views) -> bool:
    return not any(value for key, value in views[TN].items() if key.startswith("billing_"))


def untouched_survives(scene: Scene) -> None:
    """Laws 2, 3, 4 and 8."""
    for tongue in scene.before.keys() & scene.after.keys():
        view, now = scene.before[tongue], scene.after[tongue]
        for key in sorted(view.keys() & now.keys()):
            if same(view[key], now[key]) or key in STRUCTURE or key.endswith(FLAGS) or (tongue, key) in scene.named:
                continue
            # In the dialect that writes, a field that was not named stays, even where it is half of a stated fact.
            own = scene.stated.get(tongue, frozenset()) if key.endswith(_DERIVED) else frozenset[str]()
            others = (facts for writer, facts in scene.stated.items() if writer != tongue)
            touched = facts_of(tongue, key, scene.faces) & own.union(scene.moved, *others)
            if tongue == AI and key == "label" and view[key] == "" and AI in scene.stated:
                continue  # aimeos.md 6: an empty stored label is made of the stored names by the next write
            if touched or _falls_back(scene, tongue, key) or _shows_another_row(scene, tongue, key):
                continue
            law = "law 2" if tongue in scene.stated else "law 3"
            raise AssertionError(
                f"{law}: {tongue} shows {key} as {now[key]!r} instead of {view[key]!r}; stated: {scene.all_stated}"
            )


def _falls_back(scene: Scene, tongue: str, key: str) -> bool:
    """True where the key shows another fact in place of its own, and that one was stated."""
    if tongue != AI and (tongue, key) in scene.person.pins:
        return False
    empty = is_without_own(scene.before, scene.faces_before, tongue, key) or is_without_own(
        scene.after, scene.faces, tongue, key
    )
    return empty and not scene.all_stated.isdisjoint(fallbacks_of(tongue, key, scene.after))


def is_without_own(views: Views, faces: Faces, tongue: str, key: str) -> bool:
    """True where the fact itself says nothing."""
    head, _, field = key.rpartition(".")
    if tongue == AI:
        return True  # mirrors have a law of their own
    if not head:
        return is_nameless(views)
    column = "phone" if field == "phone" else "name"
    number = int(head[4:]) if head.startswith("row.") else faces.default if head == "shipping" else None
    own = f"row.{number}.{column}" if number in faces.deliveries else f"billing_{column}"
    return not str(views[TN].get(own) or "").strip()


def _shows_another_row(scene: Scene, tongue: str, key: str) -> bool:
    """True for an object that shows one of several addresses, when it is another one now."""
    if tongue == OFN and key.startswith("shipping."):
        return scene.faces.default != scene.faces_before.default
    return False


def said_again(scene: Scene) -> None:
    """Law 7: a name in the same words leaves the other notation of it as it is (section 9, 16)."""
    if len(scene.told) != 1 or scene.told[0].new or is_nameless(scene.before):
        return
    (said,) = scene.told
    before, after = scene.before, scene.after
    own = said.named.keys() & _NAME_KEYS
    if not own or words(_whole_name(before[OFN])) != words(_whole_name(after[OFN])):
        return
    others = _FULL_KEYS if own & _HALF_KEYS else _HALF_KEYS
    for tongue in before.keys() & after.keys() - {said.tongue}:
        for key in others & before[tongue].keys():
            was, now = before[tongue][key], after[tongue][key]
            assert was == now, f"law 7: the same words, and {tongue} shows {key} as {now!r} instead of {was!r}"


def names_divide(scene: Scene) -> None:
    """2.1: a full name is divided where the old boundary survives on either side, else behind its first word."""
    said = scene.told[0]
    whole = {ES: "full_name", TN: "name"}.get(said.tongue, "")
    if len(scene.told) != 1 or whole not in said.named:
        return
    was, now = scene.before[OFN], scene.after[OFN]
    first, last, new = was["first_name"].split(), was["last_name"].split(), str(said.named[whole].shown).split()
    if whole not in said.stated(scene.before[said.tongue]) or new == first + last or not new:
        return
    if last and len(new) > len(last) and new[-len(last) :] == last:
        at = len(new) - len(last)
    else:
        at = len(first) if first and len(new) > len(first) and new[: len(first)] == first else 1
    found = now["first_name"].split(), now["last_name"].split()
    assert found == (new[:at], new[at:]), f"2.1: {new} after {first} and {last} is divided into {found}"


_FULL_KEYS: Final = frozenset({"full_name", "name"})
_HALF_KEYS: Final = frozenset({"first_name", "last_name", "firstname", "lastname"})
_NAME_KEYS: Final = _FULL_KEYS | _HALF_KEYS


def _whole_name(view: View) -> str:
    return f"{view['first_name']} {view['last_name']}"


def moves_clear(scene: Scene) -> None:
    """Section 0, step 4: who moves leaves neighbourhood and coordinates behind, where the dialect cannot say them."""
    for said in scene.told:
        view, now = scene.before.get(said.tongue), scene.after[said.tongue]
        if view is None or said.new:
            continue
        for prefix in _rows_of(said):
            line = joined(view, prefix, LINE[said.tongue], " ") != joined(now, prefix, LINE[said.tongue], " ")
            if line and any((view.get(prefix + f) or "") != (now.get(prefix + f) or "") for f in TOWN[said.tongue]):
                heads = {
                    fact.partition(".")[0] for fact in facts_of(said.tongue, prefix + TOWN[said.tongue][0], scene.faces)
                }
                for head in heads:
                    _left_behind(scene, head, said.tongue)


def _rows_of(said: Told) -> set[str]:
    return {key.removesuffix(LINE[said.tongue][0]) for key in said.named if key.endswith(LINE[said.tongue][0])}


def _left_behind(scene: Scene, head: str, writer: str) -> None:
    if "neighbourhood" not in KNOWS[writer]:
        key = "billing_locality" if head == "b" else f"row.{head}.locality"
        assert scene.after[TN].get(key) is None, f"0.4: after a move through {writer} {key} is still there"
    if "latitude" not in KNOWS[writer] and AI in scene.after:
        for field in ("latitude", "longitude"):
            key = field if head == "b" else f"row.{head}.{field}"
            assert scene.after[AI].get(key) is None, f"0.4: after a move through {writer} {key} is still there"


def nothing_changed(before: Mapping[str, View | None], after: Mapping[str, View | None], why: str) -> None:
    """Laws 5, 13, 14 and 15: nobody sees any difference."""
    for tongue, view in before.items():
        now = after.get(tongue)
        if view == now:
            continue
        if view is None or now is None:
            raise AssertionError(f"{why}: {tongue} showed {view} and shows {now}")
        for key in sorted(view.keys() | now.keys()):
            was, is_ = view.get(key, ANYTHING), now.get(key, ANYTHING)
            if tongue == ES and key.endswith(TEXTS) and ANYTHING in (was, is_):
                continue  # what is not read every time
            assert was == is_, f"{why}: {tongue} shows {key} as {is_!r} instead of {was!r}"
