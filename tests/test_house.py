"""The law of the house: who may import whom (docs/architecture.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "patron"
ROOMS = ("domain", "operations", "store", "adapters", "wire", "dialects")
MAY_IMPORT = {
    "domain": set[str](),
    "operations": {"domain"},
    "store": {"domain", "operations"},  # of operations only the ports, see below
    "adapters": {"domain", "operations"},
    "wire": {"domain", "operations"},
    "dialects": {"domain", "operations", "wire"},
}
WIRING = {SOURCE / "dialects" / name: {"settings"} for name in ("__init__.py", "terms.py")}
"""Where settings become the terms of each dialect."""
LIBRARIES_OF_THE_DOMAIN = {"email_validator", "idna", "msgspec", "phonenumbers", "pycountry"}


def imports(file: Path) -> Iterator[str]:
    """Every module that a file names in an import, at whatever depth."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(room: str) -> list[Path]:
    found = sorted((SOURCE / room).rglob("*.py"))
    assert found, room
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_it_may(room: str) -> None:
    wrong = [
        f"{file.relative_to(SOURCE)} imports {name}"
        for file in files(room)
        for name in imports(file)
        if name.startswith("patron.") and name.split(".")[1] not in MAY_IMPORT[room] | {room} | WIRING.get(file, set())
    ]
    assert wrong == []


def test_the_store_knows_operations_by_their_ports_alone() -> None:
    wrong = [
        f"{file.relative_to(SOURCE)} imports {name}"
        for file in files("store")
        for name in imports(file)
        if name.startswith("patron.operations.") and not name.startswith("patron.operations.ports")
    ]
    assert wrong == []


def test_no_dialect_imports_another() -> None:
    folders = [folder for folder in (SOURCE / "dialects").iterdir() if (folder / "__init__.py").exists()]
    assert len(folders) >= 3
    wrong = [
        f"{file.relative_to(SOURCE)} imports {name}"
        for folder in folders
        for file in folder.rglob("*.py")
        for name in imports(file)
        if name.startswith("patron.dialects.") and name.split(".")[2] != folder.name
    ]
    assert wrong == []


def test_the_domain_needs_the_standard_library_and_small_value_libraries_alone() -> None:
    import sys

    wrong = [
        f"{file.relative_to(SOURCE)} imports {name}"
        for file in files("domain")
        for name in imports(file)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "patron", *LIBRARIES_OF_THE_DOMAIN}
    ]
    assert wrong == []


def test_dialects_that_speak_of_customers_have_the_same_four_files() -> None:
    for name in ("tiendanube",):
        here = {file.name for file in (SOURCE / "dialects" / name).glob("*.py")}
        assert {"__init__.py", "parse.py", "lens.py", "render.py"} <= here
