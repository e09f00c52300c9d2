"""Every crash point of the protocol, brought about for real, and the state that is promised afterwards."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.register_assert_rewrite(*(f"tests.support.crash_{name}" for name in ("broker", "ground", "outside", "own", "submits")))

from tests.support import crash_broker, crash_outside, crash_own, crash_submits  # noqa: E402
from tests.support.crash_actions import Wiring  # noqa: E402
from tests.support.crash_broker import Broker, running_broker  # noqa: E402
from tests.support.crash_ground import Ground, begin_importing  # noqa: E402
from tests.support.crash_site import serving_site  # noqa: E402
from tests.support.protocol import bench  # noqa: E402
from tests.support.stack import another_database  # noqa: E402
from world_model.embedded import EmbeddedPostgres  # noqa: E402

pytestmark = pytest.mark.stack


@dataclass(frozen=True)
class CrashPoint:
    """One row of the table. `broker`: it needs the Celery worker."""

    number: int
    name: str
    happens: Callable[[Ground], Awaitable[None]]
    broker: bool = False

    def __str__(self) -> str:
        return f"{self.number:02d}-{self.name}"


CRASH_POINTS = (
    CrashPoint(1, "gateway dies before the hint", crash_own.gateway_dies_before_the_hint),
    CrashPoint(2, "redis dies with all hints", crash_broker.redis_dies_with_all_hints, broker=True),
    CrashPoint(3, "hint comes twice and late", crash_broker.hint_comes_twice_and_late, broker=True),
    CrashPoint(4, "message is taken from redis and lost", crash_broker.message_is_taken_and_lost, broker=True),
    CrashPoint(5, "worker dies after the claim", crash_own.worker_dies_after_the_claim),
    CrashPoint(6, "worker sleeps longer than its lease", crash_submits.worker_sleeps_longer_than_its_lease),
    CrashPoint(7, "planner dies half way", crash_own.planner_dies_half_way),
    CrashPoint(
        8, "worker dies between a paid call and its checkpoint", crash_own.worker_dies_between_a_paid_call_and_its_checkpoint
    ),
    CrashPoint(9, "worker dies after the finish before the hints", crash_own.worker_dies_after_the_finish_before_the_hints),
    CrashPoint(10, "worker dies after arming before the click", crash_submits.worker_dies_after_arming_before_the_click),
    CrashPoint(
        11, "worker dies after the click before its receipt", crash_submits.worker_dies_after_the_click_before_its_receipt
    ),
    CrashPoint(12, "site accepts then the connection breaks", crash_submits.site_accepts_then_the_connection_breaks),
    CrashPoint(13, "postgres restarts", crash_outside.postgres_restarts),
    CrashPoint(14, "person never answers", crash_outside.person_never_answers),
    CrashPoint(15, "person answers twice", crash_outside.person_answers_twice),
    CrashPoint(16, "cancel between arming and the click", crash_submits.cancel_between_arming_and_the_click),
    CrashPoint(17, "sweeper dies", crash_own.sweeper_dies),
    CrashPoint(18, "step kills its worker each time", crash_broker.step_kills_its_worker_each_time, broker=True),
    CrashPoint(19, "clocks differ between hosts", crash_outside.clocks_differ),
    CrashPoint(20, "new code with old steps in flight", crash_outside.new_code_with_old_steps_in_flight),
)


@pytest.fixture(scope="session", autouse=True)
def _processes() -> None:
    begin_importing()  # while PostgreSQL starts


@pytest.fixture(scope="module")
def broker(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: EmbeddedPostgres, migrated_template: str
) -> Iterator[Broker]:
    log = tmp_path_factory.mktemp("broker") / "celery.log"
    with (
        another_database(postgres_server, migrated_template) as url,
        serving_site() as site,
        running_broker(log, url, site) as broker,
    ):
        yield broker


@pytest.fixture
def shared(request: pytest.FixtureRequest) -> Broker | None:
    """The broker, for those points that need it; it is started by the first of them."""
    drawn = getattr(request.node, "callspec", None)
    return request.getfixturevalue("broker") if drawn and drawn.params["point"].broker else None


@pytest.fixture
async def ground(tmp_path: Path, migrated_database_url: str, redis_url: str, shared: Broker | None) -> AsyncIterator[Ground]:
    with serving_site() as own:
        site = shared.site if shared else own
        url, broker_url = (shared.database_url, shared.url) if shared else (migrated_database_url, redis_url)
        async with bench(url) as here:
            made = Ground(here, site, Wiring(url, broker_url, site.url), tmp_path, shared)
            yield made
            made.clear()


@pytest.mark.parametrize("point", CRASH_POINTS, ids=str)
async def test_crash_points(point: CrashPoint, ground: Ground) -> None:
    await point.happens(ground)


async def test_a_submit_that_is_lost_twice_after_its_request_left_is_no_dead_letter(ground: Ground) -> None:
    await crash_submits.submit_is_lost_twice_after_its_request_left(ground)
