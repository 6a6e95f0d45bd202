"""The law of mirrors (one-record.md 2.4): a login or label that says what its source says follows it."""

from __future__ import annotations

from tests.laws.names import AI
from tests.laws.scene import Scene
from tests.laws.views import View


def mirrors_follow(scene: Scene) -> None:
    """2.4: a login or label that said the same as its source follows it; any other never moves."""
    if AI not in scene.before or AI not in scene.after or any(said.tongue == AI for said in scene.told):
        return
    was, now = scene.before[AI], scene.after[AI]
    if was["email"].casefold() == was["code"].casefold():
        assert now["code"] in (now["email"], was["code"]), f"2.4: the login became {now['code']!r}"
        if was["email"] != now["email"]:
            assert now["code"] == now["email"], f"2.4: the login {was['code']!r} does not follow {now['email']!r}"
    else:
        assert now["code"] == was["code"], f"2.4: the login {was['code']!r} became {now['code']!r}"
    label = generated(now)
    known = {_folded(one) for one in (generated(was), _name(was), f"{was['title']} {_name(was)}")}
    sources_changed = (generated(was), was["title"]) != (label, now["title"])
    if _folded(was["label"]) in known and sources_changed:
        assert now["label"] == label, (
            f"2.4: the label {was['label']!r} does not follow: {now['label']!r}, not {label!r}"
        )
    else:
        assert now["label"] == was["label"], f"2.4: the label {was['label']!r} became {now['label']!r}"


def own_mirrors_stay(scene: Scene) -> None:
    """2.4: a login or label that Aimeos said itself stays as it is in Aimeos' own writes, whatever their sources say.

    What others write ends that: from then on it may follow.
    """
    if len(scene.told) != 1 or scene.told[0].tongue != AI:
        scene.person.mirrors = {}
        return
    said, now, mirrors = scene.told[0], scene.after[AI], scene.person.mirrors
    for key in ("label", "code"):
        named = said.named.get(key)
        if named is not None and named.sent in ("", None) and AI in scene.before and not said.new:
            _emptied(key, scene)
        if named is None:
            assert mirrors.get(key, now[key]) == now[key], f"2.4: Aimeos' own {key} {mirrors[key]!r} is {now[key]!r}"
        elif named.sent in ("", None):
            mirrors.pop(key, None)
        else:
            mirrors[key] = now[key]


def _emptied(key: str, scene: Scene) -> None:
    """2.4: an empty login is ignored, an empty label is made of the name (the profile of 2026 leaves it empty)."""
    was, now = scene.before[AI], scene.after[AI]
    if key == "label":
        assert now["label"] in (generated(now), ""), f"2.4: an empty label of Aimeos' became {now['label']!r}"
    elif "email" not in scene.told[0].named:
        assert now["code"] == was["code"], f"2.4: an empty login of Aimeos' made {now['code']!r} of {was['code']!r}"


def generated(view: View) -> str:
    """`first last (company)`, as Aimeos makes it."""
    name, company = _name(view), view["company"].strip()
    return f"{name} ({company})" if name and company else name or company


def _name(view: View) -> str:
    return " ".join(f"{view['firstname']} {view['lastname']}".split())


def _folded(text: str) -> tuple[str, ...]:
    return tuple(text.casefold().split())
