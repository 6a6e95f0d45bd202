"""The list of faults (`mutations.toml`) fits the code as it is, so that `make mutations` tries every one of them."""

from __future__ import annotations

import pytest

from tests.laws.mutations import SOURCE, Mutation, mutations

FAULTS = mutations()


def test_faults_have_names_of_their_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_finds_its_one_place_and_leaves_python(fault: Mutation) -> None:
    text = (SOURCE / "patron" / fault.file).read_text("utf-8")
    assert text.count(fault.old) == 1
    faulty = text.replace(fault.old, fault.new)
    assert faulty != text
    compile(faulty, fault.file, "exec")
