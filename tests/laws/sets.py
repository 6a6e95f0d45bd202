"""Laws 9 to 11, and 3.2: the set of addresses, the default, and what a write may do to them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tests.laws.counterparts import fields_under
from tests.laws.facts import Faces
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.scene import Scene
from tests.laws.views import Person, Views


def addresses_are_one_set(views: Views, faces: Faces) -> None:
    """Laws 9 and 10."""
    if AI in views:
        assert views[AI]["addresses"] == faces.deliveries, (
            f"law 10: Aimeos lists {views[AI]['addresses']}, not {faces.deliveries}"
        )
    defaults = [number for number in faces.deliveries if views[TN][f"row.{number}.default"]]
    assert defaults == ([faces.default] if faces.deliveries else []), f"law 9: Tiendanube's defaults are {defaults}"
    if ES not in views:
        return
    ids = views[ES]["addresses"]
    assert set(faces.deliveries) <= set(ids), f"law 10: EverShop shows {ids} of {faces.deliveries}"
    assert list(ids) == sorted(ids)
    flags = [number for number in ids if views[ES][f"row.{number}.is_default"]]
    assert len(flags) <= 1, f"law 9: {flags} are all the default"
    first = min(faces.deliveries, default=None)
    wanted = flags[0] if flags else first
    assert faces.default == wanted, f"law 9: EverShop's default is {wanted}, Tiendanube's {faces.default}"


def shipping_is_the_default(views: Views, faces: Faces, person: Person) -> None:
    """Laws 9 and 11: Open Food Network shows the default, unless it is blank or was taken away there."""
    shown = views[OFN]["shipping"]
    if faces.default is None:
        assert not shown, "law 9: Open Food Network ships to an address that nobody has"
        return
    row = fields_under(views[TN], f"row.{faces.default}.")
    latitude = views[AI].get(f"row.{faces.default}.latitude") if AI in views else None
    longitude = views[AI].get(f"row.{faces.default}.longitude") if AI in views else None
    blank = not any(value for key, value in row.items() if key != "default") and latitude is None and longitude is None
    if blank and AI not in views:
        return  # coordinates may be there, and nobody shows them
    wanted = not blank and not person.no_shipping
    assert shown is wanted, f"law 11: Open Food Network shows {shown} for the default address {faces.default}"


def billing_is_shown(views: Views, faces: Faces) -> None:
    """3.1: whoever has a billing face that says anything shows it to Open Food Network and EverShop."""
    said = [key for key, value in views[TN].items() if key.startswith("billing_") and value]
    if AI in views:
        said += [key for key in ("latitude", "longitude") if views[AI][key] is not None]
    elif not said:
        return  # coordinates may be there, and nobody shows them
    shown = views[OFN]["billing"]
    assert shown is bool(said), f"3.1: Open Food Network shows a billing address: {shown}, of which is said: {said}"
    if ES in views:
        there = faces.billing is not None
        assert there is bool(said), f"3.1: EverShop lists a billing address: {there}, of which is said: {said}"


class Growth(Struct, frozen=True):
    """What a write did to the set of delivery addresses."""

    gone: frozenset[int] = frozenset()
    joined: frozenset[int] = frozenset()
    new: int = 0


def deliveries_are(scene: Scene, growth: Iterator[Growth] | list[Growth]) -> None:
    """3.2: nothing is added or removed but what was asked for."""
    steps = list(growth)
    was, now = set(scene.faces_before.deliveries), set(scene.faces.deliveries)
    for step in steps:
        was = (was - step.gone) | step.joined
    new = sum(step.new for step in steps)
    fresh = now - was
    expected = was <= now and len(fresh) == new
    assert expected, f"3.2: deliveries are {sorted(now)}: {sorted(was)} and {new} new ones expected"
    assert all(number > max(was, default=0) for number in fresh), f"6.6: ids {sorted(fresh)} do not ascend"
