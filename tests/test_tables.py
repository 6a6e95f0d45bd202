"""The tables of the documents that come from the code, from each other, or from the cassettes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from patron.commands.fields import page as field_map
from patron.dialects import SPEECHES, charts, every_chart
from patron.dialects.aimeos.profile import TODAY
from patron.domain.senses import TOPICS, topic_of
from tests.parts import deviations

ROOT = Path(__file__).parent.parent
DEVIATIONS = deviations.PAGE
ROW = re.compile(r"^\| ([DP]-\w+) \|.*\| ([^|]+) \|$", re.MULTILINE)
NO_DEVIATIONS = {"One record", "reshaped"}
"""Rulings that docs/deviations.md explains in its head."""
UNSHOWN = {"no_shipping"}
"""Lenses of no field: their spelling is a mark."""


def test_the_field_map_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "field-map.md").read_text() == field_map(), "run: make pages"


def test_every_lens_is_in_the_field_map() -> None:
    for name, chart in charts(TODAY).items():
        charted = {field.name for fields in chart.fields.values() for field in fields}
        lenses = {*SPEECHES.customer[name].lenses, *SPEECHES.address[name].lenses}
        assert lenses - charted == UNSHOWN & lenses


def test_the_facts_of_one_field_are_about_one_thing() -> None:
    for chart in every_chart(TODAY).values():
        for field in (field for fields in chart.fields.values() for field in fields):
            assert field.facts, field.name
            assert {TOPICS.get(fact, fact) for fact in field.facts} == {topic_of(field.facts)}, field.name


def test_the_table_of_deviations_is_that_of_the_dialects_pages() -> None:
    assert DEVIATIONS.read_text() == deviations.page(), "run: make pages"


def test_an_id_stands_for_one_deviation() -> None:
    ids = [row[0] for row in ROW.findall(DEVIATIONS.read_text())]
    assert len(ids) > 40
    assert sorted(ids) == sorted(set(ids))


def test_a_page_that_only_mentions_a_deviation_names_one_that_is_there() -> None:
    ids = {row[0] for row in ROW.findall(DEVIATIONS.read_text())}
    files = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    wrong = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in files
        for name in re.findall(r"\b[DP]-(?:ES|OF|AI|TN)\d+\b", file.read_text())
        if name not in ids
    }
    assert wrong == set()


@pytest.mark.parametrize("row", ROW.findall(DEVIATIONS.read_text()), ids=lambda row: row[0])
def test_every_holder_of_a_deviation_is_there(row: tuple[str, str]) -> None:
    folder = Path()
    files: list[str] = re.findall(r"`([^`]+)`", row[1])
    assert files
    for file in files:
        path = Path(file) if "/" in file else folder / file
        folder = path.parent
        assert (ROOT / path).exists(), path


def test_every_ruling_of_a_cassette_is_in_the_table() -> None:
    ids = {row[0] for row in ROW.findall(DEVIATIONS.read_text())}
    named = {name for file in (ROOT / "tests" / "cassettes").rglob("*.json") for name in rulings(file)}
    assert len(named) >= 20
    assert named - ids == NO_DEVIATIONS
    assert all(f"`{name}`" in DEVIATIONS.read_text() for name in NO_DEVIATIONS)


def rulings(file: Path) -> Iterator[str]:
    """Every id that a cassette names."""
    found: list[object] = [json.loads(file.read_text())]
    while found:
        one = found.pop()
        if isinstance(one, dict):
            held = cast("dict[str, object]", one)
            yield from str(held.get("ruling", "")).split(", ") if "ruling" in held else ()
            found.extend(held.values())
        elif isinstance(one, list):
            found.extend(cast("list[object]", one))
