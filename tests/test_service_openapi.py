"""The OpenAPI document holds: what it allows works, and every way to fail is declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from service_app import served

SETTINGS = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The document of a running service."""
    with served(tmp_path_factory.mktemp("openapi")) as service:
        yield schemathesis.openapi.from_url(f"{service.url}/openapi.json")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_keeps_to_its_document(api: Any, mode: GenerationMode) -> None:
    # By hand, since schemathesis' own pytest integration does not run under this pytest.
    checked = 0
    for found in api.get_all_operations():
        operation = found.ok()

        @SETTINGS
        @given(case=operation.as_strategy(generation_mode=mode))
        def keeps_to_it(case: Any) -> None:
            case.call_and_validate()

        if mode is GenerationMode.POSITIVE or has_input(operation):
            keeps_to_it()
            checked += 1
    assert checked >= 7


def has_input(operation: Any) -> bool:
    """Whether there is anything to get wrong."""
    return bool(operation.body or operation.query or operation.path_parameters)


def test_operations_that_follow_each_other_do_too(api: Any) -> None:
    api.as_state_machine().run(
        settings=settings(SETTINGS, max_examples=10, stateful_step_count=6, phases=list(Phase))
    )
