"""The protocol by model: any order of transactions leaves a plan whose rows agree with each other."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.protocol_sending import SendingMachine
from tests.support.protocol_world import World, opened_world
from world_model.embedded import EmbeddedPostgres

pytestmark = [pytest.mark.stack, pytest.mark.slow]

PROFILES = {
    "ci": settings(
        max_examples=150, stateful_step_count=30, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
    ),
    "thorough": settings(max_examples=1500, stateful_step_count=60, deadline=None),
}


@pytest.fixture
def world(postgres_server: EmbeddedPostgres, migrated_database_url: str) -> Iterator[World]:
    with opened_world(postgres_server.layout.superuser_url(), migrated_database_url) as world:
        yield world


@pytest.mark.timeout(3600)
def test_whatever_happens_in_whatever_order_the_rows_of_a_plan_agree(world: World) -> None:
    profile = PROFILES[os.environ.get("HYPOTHESIS_PROFILE", "ci")]
    run_state_machine_as_test(lambda: SendingMachine(world), settings=profile)
