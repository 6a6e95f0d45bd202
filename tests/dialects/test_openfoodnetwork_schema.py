"""Open Food Network against its descriptions: whatever is sent, the answer is one that they know."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Literal

import pytest
import schemathesis
import schemathesis.checks
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from tests.dialects.enterprises import ADDRESS, FARM, HUB, PROFILE, Network, shown
from tests.dialects.live import Live

CONTRACT = Path(__file__).parents[1] / "conform" / "openfoodnetwork-openapi.yaml"
OPENAPI: Any = schemathesis.openapi  # its types are not whole
FAULTS: Any = schemathesis.checks
RULES: Any = checks
# What is refused and what is not stands in other tests: the platform takes unknown keys and casts values.
CHECKS = [
    FAULTS.not_a_server_error,
    RULES.status_code_conformance,
    RULES.content_type_conformance,
    RULES.response_headers_conformance,
    RULES.response_schema_conformance,
]
MANY, ONE, INSIDE = "/api/v1/customers", "/api/v1/customers/{id}", "/api/v1/enterprises/{enterprise_id}/customers"
CASES = [
    ("contract", MANY, "GET", 90),
    ("contract", MANY, "POST", 130),
    ("contract", ONE, "GET", 50),
    ("contract", ONE, "PUT", 130),
    ("contract", ONE, "PATCH", 70),
    ("contract", ONE, "DELETE", 40),
    ("served", MANY, "GET", 20),
    ("served", INSIDE, "GET", 20),
    ("served", MANY, "POST", 30),
    ("served", ONE, "GET", 20),
    ("served", ONE, "PUT", 30),
    ("served", ONE, "PATCH", 20),
    ("served", ONE, "DELETE", 20),
]
"""(description, path, method, how many cases that fit it, and as many that do not)."""
KEYS = ["key-admin", "key-admin", "key-admin", "key-farmer", "key-granted", "key-shopper", "nope", None]
IDS = range(11, 41)


def test_a_thousand_cases_are_tried_against_the_contract() -> None:
    assert sum(2 * count for description, _, _, count in CASES if description == "contract") >= 1000


@pytest.fixture
def ofn(server: Live) -> Network:
    """Customers in all enterprises."""
    network = Network(server)
    homes = [FARM, FARM, HUB, PROFILE]
    network.load(
        *(
            shown(number, homes[number % 4], f"{number}@example.org", code=f"C{number}", shipping_address=ADDRESS)
            for number in IDS
        )
    )
    return network


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(
    ("description", "path", "method", "count"), CASES, ids=[f"{case[0]} {case[2]} {case[1]}" for case in CASES]
)
def test_every_answer_is_one_that_the_description_knows(
    ofn: Network, description: Literal["contract", "served"], path: str, method: str, count: int, mode: GenerationMode
) -> None:
    schema: Any = (
        OPENAPI.from_path(CONTRACT)
        if description == "contract"
        else OPENAPI.from_dict(ofn.live.http.get("/api-docs/v1.json").json())
    )
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case=schema[path][method].as_strategy(generation_mode=mode), aim=st.data())
    def attempt(case: Any, aim: st.DataObject) -> None:
        _aim(case, aim)
        key = aim.draw(st.sampled_from(KEYS))
        headers = {} if key is None else {"X-Api-Token": key}
        response = case.call(base_url=ofn.base_url, headers=headers)
        statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    attempt()
    assert sum(statuses.values()) >= count
    assert {200, 201, 401} & set(statuses)
    if mode is GenerationMode.POSITIVE:
        assert {200, 201} & set(statuses)  # not everything was refused


def _aim(case: Any, aim: st.DataObject) -> None:
    """Nothing; half of what would miss everything that is there now names it."""
    if "id" in case.path_parameters and aim.draw(st.booleans()):
        case.path_parameters["id"] = str(aim.draw(st.sampled_from(IDS)))
    for place in (case.path_parameters, case.body):
        if isinstance(place, dict) and "enterprise_id" in place and aim.draw(st.booleans()):
            place["enterprise_id"] = aim.draw(st.sampled_from([FARM, HUB]))
