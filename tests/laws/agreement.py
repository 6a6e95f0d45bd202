"""Law 6: whatever was said last, all dialects mean the same by what they show, each in its own notation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from msgspec import Struct

from tests.laws.counterparts import FULL_NAME, LAND, LINE, PHONE, REGION, SECOND_LINE, TOWN, fields_under, joined, words
from tests.laws.facts import Faces
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.places import country_of, notation_of_country, notation_of_region, region_of
from tests.laws.scene import Scene
from tests.laws.told import without_tags
from tests.laws.views import Person, Views

DEFAULT_GROUP: Final = 1
"""Everybody's, of whom nobody said another."""


def all_agree(views: Views, faces: Faces, person: Person) -> None:
    """Law 6: whatever was said last, all dialects mean the same by what they show, each in its notation."""
    _customers_agree(views)
    if ES in views:
        active = views[TN]["active"]
        wanted = bool(person.password) and views[ES]["status"] == 1
        assert active is wanted, f"section 1: Tiendanube says active: {active}, with password and status: {wanted}"
    _fallbacks_are_shown(views, faces, person)
    for number in faces.deliveries:
        _rows_agree(_sides(views, faces, number), f"address {number}", person)
    _rows_agree(_billing_sides(views, faces), "the billing address", person)


def _alike(what: str, said: Mapping[str, object]) -> None:
    """Nothing. Raises when two dialects say different things."""
    values = list(said.items())
    for tongue, value in values[1:]:
        assert value == values[0][1], f"law 6: of {what} {values[0][0]} says {values[0][1]!r}, but {tongue} {value!r}"


def _customers_agree(views: Views) -> None:
    _alike("e-mail", {tongue: view["email"].lower() for tongue, view in views.items()})
    ofn, tn = views[OFN], views[TN]
    halves = {OFN: words(f"{ofn['first_name']} {ofn['last_name']}")}
    if AI in views:
        ai = views[AI]
        halves[AI] = words(f"{ai['firstname']} {ai['lastname']}")
        _alike("first name", {OFN: without_tags(ofn["first_name"]), AI: ai["firstname"]})
        _alike("phone", {TN: without_tags(tn["phone"] or ""), AI: ai["telephone"]})
        numbers = {TN: without_tags(tn["identification"] or ""), AI: ai["vatid"]}
        _alike("tax id", {tongue: number.replace(" ", "") for tongue, number in numbers.items()})
    if halves[OFN]:
        halves[TN] = words(tn["name"])
        if ES in views:
            halves[ES] = words(views[ES]["full_name"])
    _alike("name", halves)
    if ES in views:
        _alike("enabled", {ES: views[ES]["status"] == 1, AI: AI in views})
        if AI in views:
            # The group of a shop that everybody is in is nobody's membership (6.2).
            group = views[ES]["group"]
            _alike("group", {ES: () if group == DEFAULT_GROUP else (str(group),), AI: views[AI]["groups"]})


def _fallbacks_are_shown(views: Views, faces: Faces, person: Person) -> None:
    """2.2 and 3.3: where nobody said a name or phone, the next best is shown, or what the dialect itself once wrote."""
    if AI not in views:
        return
    ofn, tn, ai = views[OFN], views[TN], views[AI]
    own = words(f"{ofn['first_name']} {ofn['last_name']}")
    called = own or words(ai["company"] or ai["label"])
    seen: list[tuple[str, str, object, object]] = []
    if not own:
        seen += [(tongue, key, words(views[tongue][key]), called) for tongue, key in ((TN, "name"), (ES, "full_name"))]
    for number in views[ES]["addresses"]:
        prefix = f"row.{number}." if number in faces.deliveries else "billing_"
        if not words(tn[f"{prefix}name"]):
            key = f"row.{number}.full_name"
            seen.append((ES, key, words(views[ES][key]), called))
    for head, prefix in (("shipping", f"row.{faces.default}."), ("billing", "billing_")):
        if ofn[head] and not words(tn[f"{prefix}name"]):
            seen += [(OFN, f"{head}.{half}", ofn[f"{head}.{half}"], ofn[half]) for half in ("first_name", "last_name")]
        if ofn[head] and not tn[f"{prefix}phone"]:
            seen.append((OFN, f"{head}.phone", ofn[f"{head}.phone"], tn["phone"] or ""))
    for tongue, key, found, wanted in seen:
        good = found == wanted or (tongue, str(views[tongue][key])) in person.said
        assert good, f"2.2: {tongue} shows {key} as {found!r}, while nothing was said of it, instead of {wanted!r}"


class Side(Struct, frozen=True):
    """One address as one dialect shows it."""

    tongue: str
    shown: Mapping[str, Any]
    key: str
    """What stands before its fields in the view."""

    def joined(self, fields: Iterable[str], separator: str) -> str:
        """Those fields as one line."""
        return joined(self.shown, "", fields, separator)


def _sides(views: Views, faces: Faces, number: int) -> list[Side]:
    sides = [
        Side(tongue, fields_under(views[tongue], f"row.{number}."), f"row.{number}.")
        for tongue in (TN, AI, ES)
        if tongue in views
    ]
    if faces.default == number and views[OFN]["shipping"]:
        sides.append(Side(OFN, fields_under(views[OFN], "shipping."), "shipping."))
    return sides


def _billing_sides(views: Views, faces: Faces) -> list[Side]:
    tn = fields_under(views[TN], "billing_")
    sides = [Side(TN, tn, "billing_")]
    if AI in views:
        sides.append(Side(AI, {k: v for k, v in views[AI].items() if "." not in k and k not in _OWN}, ""))
    if faces.billing is not None and ES in views:
        sides.append(Side(ES, fields_under(views[ES], f"row.{faces.billing}."), f"row.{faces.billing}."))
    if views[OFN]["billing"]:
        sides.append(Side(OFN, fields_under(views[OFN], "billing."), "billing."))
    return sides


_OWN: Final = frozenset({"firstname", "lastname", "telephone"})
"""What Aimeos shows of the customer and not of its billing address."""


def _rows_agree(sides: list[Side], what: str, person: Person) -> None:
    named = bool(sides and words(sides[0].shown["name"]))
    _alike(f"the name of {what}", {
        side.tongue: words(side.joined(FULL_NAME[side.tongue], " "))
        for side in sides if FULL_NAME[side.tongue][0] in side.shown and (named or side.tongue in (TN, AI))
    })  # fmt: skip
    called = bool(sides and (sides[0].shown["phone"] or "").strip())
    _alike(f"the phone of {what}", {
        side.tongue: side.shown[PHONE[side.tongue]] or ""
        for side in sides if PHONE[side.tongue] in side.shown and (called or side.tongue != OFN)
    })  # fmt: skip
    _alike(f"line 1 of {what}", {side.tongue: side.joined(LINE[side.tongue], " ") for side in sides})
    _alike(f"line 2 of {what}", {side.tongue: side.joined(SECOND_LINE[side.tongue], ", ") for side in sides})
    for place in (0, 1):
        _alike(
            f"{('city', 'postcode')[place]} of {what}",
            {side.tongue: side.shown[TOWN[side.tongue][place]] or "" for side in sides},
        )
    for field in ("latitude", "longitude"):
        _alike(f"{field} of {what}", {side.tongue: side.shown[field] for side in sides if field in side.shown})
    _places_agree(sides, what, person)


def _places_agree(sides: list[Side], what: str, person: Person) -> None:
    known = next((side for side in sides if side.tongue == ES), None)
    if known is None:
        return  # without EverShop's objects nobody tells which places are known
    country, region = known.shown["Country"], known.shown["Province"]
    for side in sides:
        if REGION[side.tongue] not in side.shown:
            continue  # texts that were not read this time
        land, state = side.shown[LAND[side.tongue]], side.shown[REGION[side.tongue]]
        if country is None:
            _is_that_text(f"country of {what}", side.tongue, land, known.shown.get("country", land))
        elif not (land == notation_of_country(side.tongue, country) or (side.tongue, str(land)) in person.said):
            raise AssertionError(f"law 6: the country of {what} is {country}, but {side.tongue} says {land!r}")
        else:
            assert country_of(land) == country, f"law 6: {side.tongue} says {land!r}, which is not {country}"
        if region is None:
            _is_that_text(f"region of {what}", side.tongue, state, known.shown.get("province", state))
        elif not (state == notation_of_region(side.tongue, region) or (side.tongue, str(state)) in person.said):
            raise AssertionError(f"law 6: the region of {what} is {region}, but {side.tongue} says {state!r}")
        else:
            assert region_of(state, region.partition("-")[0]) == region, f"law 6: {state!r} is not {region}"


def _called(shown: Any) -> Any:
    return cast("dict[str, Any]", shown)["name"] if isinstance(shown, dict) else shown


def _is_that_text(what: str, tongue: str, shown: object, text: Any) -> None:
    """Nothing. Raises where the dialect shows another text of an unknown place; Aimeos has room for two letters."""
    said = _called(shown)
    left_out = tongue == AI and said is None and len(text or "") != len("US")
    same_text = (said or "") == (_called(text) or "")
    assert same_text or left_out, f"law 6: the {what} is {text!r}, but {tongue} says {shown!r}"


def regions_are_found(scene: Scene) -> None:
    """3.4: a country or region that is stated is known from then on, whichever words were used."""
    if ES not in scene.after:
        return
    for said in scene.told:
        view = scene.before.get(said.tongue)
        stated = said.stated(view) & (said.named.keys() if said.new or view is None else view.keys())
        for key in said.named:
            row = _row_of(key, scene.faces)
            if row is None or f"row.{row}.Country" not in scene.after[ES]:
                continue
            es = scene.after[ES]
            if key in stated and key.rpartition(".")[2].removeprefix("billing_") == LAND[said.tongue]:
                meant = said.named[key].sent
                wanted = country_of(meant) if said.tongue != AI or len(meant or "") == 2 else None
                assert es[f"row.{row}.Country"] == wanted, f"3.4: {meant!r} is known as {es[f'row.{row}.Country']!r}"
            if key in stated and key.rpartition(".")[2].removeprefix("billing_") == REGION[said.tongue]:
                meant = said.named[key].sent
                wanted = region_of(meant, es[f"row.{row}.Country"])
                assert es[f"row.{row}.Province"] == wanted, f"3.4: {meant!r} is known as {es[f'row.{row}.Province']!r}"


def _row_of(key: str, faces: Faces) -> int | None:
    head, _, field = key.rpartition(".")
    if head.startswith("row."):
        return int(head[4:])
    if head == "shipping":
        return faces.default
    if head == "billing" or field.startswith("billing_") or field in ("countryid", "state"):
        return faces.billing
    return None
