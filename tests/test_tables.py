"""The tables of the documents that come from the code, from each other, or from the cassettes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from patron.commands.fields import page as field_map
from patron.dialects import SPEECHES, charts, every_chart
from patron.dialects.aimeos.profile import TODAY
from patron.domain.senses import TOPICS, topic_of
from tests.parts import deviations
from tests.parts.deviations import Row

ROOT = Path(__file__).parent.parent
DEVIATIONS = deviations.PAGE
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


def table() -> list[Row]:
    """The rows of the page."""
    return deviations.rows(DEVIATIONS.read_text())


def named_anywhere() -> dict[str, set[str]]:
    """File -> the deviations that it names: code, tests, pages, cassettes."""
    texts = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    # This file names some that there are not, on purpose.
    found = deviations.named_in_texts(file for file in texts if file != Path(__file__))
    return found | deviations.named_in_cassettes((ROOT / "tests" / "cassettes").rglob("*.json"))


def test_an_id_stands_for_one_deviation() -> None:
    assert len(table()) > 40
    assert deviations.repeated(table()) == []


def test_whoever_names_a_deviation_names_one_that_is_there() -> None:
    assert deviations.unknown(table(), named_anywhere()) == []


@pytest.mark.parametrize("row", table(), ids=lambda row: row.name)
def test_every_holder_of_a_deviation_is_there(row: Row) -> None:
    assert deviations.unheld([row], ROOT) == []


def test_rulings_that_are_no_deviations_are_explained_in_the_head_of_the_page() -> None:
    files = (ROOT / "tests" / "cassettes").rglob("*.json")
    named = {name for file in files for name in deviations.rulings(json.loads(file.read_text()))}
    assert len(named) >= 20
    assert named - {row.name for row in table()} == deviations.EXPLAINED
    assert all(f"`{name}`" in DEVIATIONS.read_text() for name in deviations.EXPLAINED)


# -- the checks themselves: would they notice? ------------------------------------------------------------------------


def test_every_row_that_goes_is_missed_by_everybody_who_names_it() -> None:
    every, named = table(), named_anywhere()
    assert every
    for gone in every:
        left = [row for row in every if row is not gone]
        missed = deviations.unknown(left, named)
        # The pages of the docs, at least; code, tests and cassettes beside them.
        assert {fault.rpartition(": ")[2] for fault in missed} == {gone.name}
        assert sorted(missed) == sorted(f"{where}: {gone.name}" for where, names in named.items() if gone.name in names)


@pytest.mark.parametrize(
    ("name", "kind", "where"),
    [
        ("D-ES8", "src", "dialects/evershop_graphql/roots.py"),
        ("D-OF2", "src", "operations/enterprise_customers.py"),
        ("D-ES1", "tests/cassettes", "evershop/create-ok.json"),
        ("P-TN1", "tests/cassettes", ".json"),
    ],
)
def test_a_ruling_that_the_code_or_a_cassette_names_is_missed(name: str, kind: str, where: str) -> None:
    missed = deviations.unknown([row for row in table() if row.name != name], named_anywhere())
    assert [fault for fault in missed if f"/{kind}/" in fault and fault.endswith(f"{where}: {name}")]


def test_a_ruling_that_a_test_names_is_missed(tmp_path: Path) -> None:
    said = tmp_path / "test_said.py"
    said.write_text("# as D-ES1 and D-OF99 have it; nobody means XD-ES98 or D-ES\n")
    played = tmp_path / "played.json"
    played.write_text('{"ruling": "reshaped", "steps": [{"answer": {"ruling": "One record, D-ES1, P-AI77"}}]}')
    named = deviations.named_in_texts([said]) | deviations.named_in_cassettes([played])
    assert deviations.unknown(table(), named) == [f"{said}: D-OF99", f"{played}: P-AI77"]
    everything = [f"{said}: D-ES1", f"{said}: D-OF99", f"{played}: D-ES1", f"{played}: P-AI77"]
    assert deviations.unknown([], named) == everything


@pytest.mark.parametrize("row", table(), ids=lambda row: row.name)
def test_a_holder_that_goes_is_missed(row: Row) -> None:
    for file in re.findall(r"[\w-]+\.(?:py|json)", row.holders):
        altered = row._replace(holders=row.holders.replace(file, f"no-{file}"))
        assert any(fault.startswith(f"{row.name}: there is no ") for fault in deviations.unheld([altered], ROOT)), file


def test_a_row_that_nothing_holds_and_a_test_of_another_name_are_told() -> None:
    reset = "`tests/dialects/test_evershop_reset.py`"
    held = [
        Row("D-ES1", ""),
        Row("D-ES2", "a test"),
        Row("D-ES3", "`tests/dialects/`"),
        Row("D-ES4", f"{reset} (of two tokens …), `test_nowhere.py`"),
        Row("D-ES5", f"{reset} (of two token …)"),
    ]
    assert deviations.unheld(held, ROOT) == [
        "D-ES1: nothing holds it",
        "D-ES2: nothing holds it",
        "D-ES3: there is no tests/dialects",
        "D-ES4: there is no tests/dialects/test_nowhere.py",
        "D-ES5: no test of tests/dialects/test_evershop_reset.py is named of two token …",
    ]
    assert deviations.repeated([*held, Row("D-ES1", "`x`")]) == ["D-ES1"]


def test_a_page_that_was_altered_by_hand_is_told() -> None:
    text = DEVIATIONS.read_text()
    first = deviations.rows(text)[0]
    assert deviations.page() != text.replace(first.holders, "nothing")
    assert [row.name for row in deviations.rows(deviations.page())] == [row.name for row in table()]
