"""The benchmark of graphs: its shapes, what it accepts as a run, its peers on real servers, and its rows."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg
import pytest

from brain.errors import InvalidInput
from deploy.bench.dag import peer as peer_module
from deploy.bench.dag.celery_canvas import CeleryCanvas
from deploy.bench.dag.contender import Measured, check, gaps
from deploy.bench.dag.dbos_peer import DbosSteps
from deploy.bench.dag.errors import PeerMissing, RunFailed
from deploy.bench.dag.peer import Peer
from deploy.bench.dag.report import rows
from deploy.bench.dag.rounds import Results, measure
from deploy.bench.dag.servers import Servers
from deploy.bench.dag.shapes import NAMES, Shape, shape_named
from deploy.bench.dag.step_log import Note, StepNotes
from tests.support.waiting import is_running

TINY = ("chain-5", "fan-8", "fan-40-chunked", "layered-20")


@pytest.fixture(params=[CeleryCanvas, DbosSteps], ids=["celery", "dbos"])
async def peer(request: pytest.FixtureRequest, tmp_path: Path, redis_url: str, empty_database_url: str) -> AsyncIterator[Peer]:
    async with request.param(tmp_path, {"redis_url": redis_url, "database_url": empty_database_url}) as started:
        yield started


@pytest.fixture
async def celery(tmp_path: Path, redis_url: str) -> AsyncIterator[Peer]:
    async with CeleryCanvas(tmp_path, {"redis_url": redis_url}) as started:
        yield started


@pytest.fixture
async def dbos(tmp_path: Path, empty_database_url: str) -> AsyncIterator[Peer]:
    async with DbosSteps(tmp_path, {"database_url": empty_database_url}) as started:
        yield started


def test_the_shapes_have_the_sizes_they_are_named_for() -> None:
    sizes = {name: (shape_named(name).steps, shape_named(name).edges) for name in NAMES}
    assert sizes == {
        "chain-200": (200, 199),
        "fan-500": (502, 1000),
        "fan-500-chunked": (502, 1000),
        "layered-1000": (1000, 3000),
    }


def test_a_layered_graph_is_the_same_each_time_and_waits_only_for_the_layer_before() -> None:
    shape = shape_named("layered-1000")
    assert shape == shape_named("layered-1000")
    assert {len(parents) for parents in shape.parents[100:]} == {3, 4}
    assert all(
        {parent // 100 for parent in parents} == {step // 100 - 1} for step, parents in enumerate(shape.parents) if parents
    )


@pytest.mark.parametrize("name", ["ring-5", "chain-0", "chain-5-chunked", "fan-"])
def test_an_unknown_shape_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        shape_named(name)
    assert refused.value.code == "unknown_shape"


def clean(shape: Shape) -> list[Note]:
    return [Note(1, step, step % 2, step * 10_000_000, step * 10_000_000 + 4_000_000) for step in range(shape.steps)]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda notes: notes[:-1], "bench_incomplete"),
        (lambda notes: [*notes, notes[2]], "bench_incomplete"),
        (lambda notes: [replace(notes[0], ended=notes[3].began), *notes[1:]], "bench_unordered"),
    ],
    ids=["a step that never ran", "a step that ran twice", "a step that began before its parent had ended"],
)
def test_a_run_that_broke_the_graph_is_refused(spoil: Callable[[list[Note]], list[Note]], code: str) -> None:
    shape = shape_named("chain-5")
    check("ours", shape, clean(shape))
    with pytest.raises(RunFailed) as refused:
        check("ours", shape, spoil(clean(shape)))
    assert refused.value.code == code


def test_a_gap_is_from_end_to_start_in_a_chain_and_between_a_workers_starts_elsewhere() -> None:
    assert gaps(shape_named("chain-3"), clean(shape_named("chain-3"))) == [6.0, 6.0]
    assert gaps(shape_named("fan-2"), clean(shape_named("fan-2"))) == [20.0, 20.0]


def test_a_peer_that_is_not_installed_is_named(tmp_path: Path) -> None:
    class Absent(DbosSteps):
        package = "no_such_peer"

    with pytest.raises(PeerMissing) as missing:
        Absent(tmp_path, {})
    assert (missing.value.code, missing.value.exit_code) == ("peer_missing", 6)
    assert "dbos>=" in missing.value.fix


@pytest.mark.stack
@pytest.mark.slow
@pytest.mark.stack
@pytest.mark.slow
async def test_a_peer_runs_every_step_of_every_shape_once(peer: Peer) -> None:
    notes = StepNotes(peer.notes)
    ways = [(shape, form) for shape in map(shape_named, TINY) for form in peer.forms(shape)]
    for number, (shape, form) in enumerate(ways, start=1):
        measured = await peer.run_as(shape, form)
        assert Counter(note.step for note in notes.of_run(number)) == Counter(range(shape.steps)), form
        assert measured.steps == shape.steps
        assert measured.seconds > 0
        assert len(measured.gaps_ms) >= shape.steps - 2  # one less than steps, for each of two workers


@pytest.mark.stack
async def test_after_a_run_that_takes_too_long_the_next_has_a_fresh_process(
    celery: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer_module, "RUN_TIMEOUT_S", 0.0)
    with pytest.raises(RunFailed) as failed:
        await celery.run(shape_named("chain-5"))
    assert failed.value.code == "bench_timeout"
    monkeypatch.undo()
    assert (await celery.run(shape_named("chain-5"))).steps == 5


@pytest.mark.stack
async def test_a_peer_ends_with_all_its_processes(tmp_path: Path, empty_database_url: str) -> None:
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    async with DbosSteps(tmp_path, {"database_url": empty_database_url}):
        started = {process.pid for process in psutil.Process().children(recursive=True)} - before
    assert len(started) >= 2
    assert not any(is_running(pid) for pid in started)


@pytest.mark.stack
async def test_a_peer_that_cannot_start_shows_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(RunFailed) as failed:
        await DbosSteps(tmp_path, {"database_url": "postgresql://nobody@/none?host=/nowhere"}).__aenter__()
    assert failed.value.code == "bench_failed"
    assert "/nowhere" in failed.value.detail


@pytest.mark.stack
async def test_the_servers_keep_their_default_durability() -> None:
    async with Servers() as servers:
        url = await servers.create_database("peer")
        async with await psycopg.AsyncConnection.connect(url) as connection:
            settings = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')"
            found = dict(await (await connection.execute(settings)).fetchall())
    assert found == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    assert not servers.home.folder.exists()


@pytest.mark.stack
async def test_rounds_measure_every_contender_and_say_why_one_has_no_figures(dbos: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_module, "TRIES", 1)
    results = await measure([dbos], [shape_named("chain-5"), shape_named("fan-40-chunked")], rounds=2)
    assert [len(runs) for runs in results.runs.values()] == [2]
    assert results.forms["chain-5", "dbos"] in ("steps", "async steps")
    assert results.reasons["fan-40-chunked", "dbos"]


def runs(*seconds: float) -> list[Measured]:
    return [Measured(s, [1.0, 2.0, 3.0], 0.5, 100) for s in seconds]


def test_a_row_holds_medians_and_the_median_of_the_paired_ratios() -> None:
    shapes = (shape_named("fan-8"), shape_named("fan-8-chunked"))
    results = Results(shapes, forms={("fan-8", "celery"): "chord"}, reasons={("fan-8-chunked", "dbos"): "no words for it"})
    results.runs["fan-8", "ours"] = runs(1.0, 1.0, 5.0)
    results.runs["fan-8-chunked", "ours"] = runs(0.1, 0.1, 0.1)
    results.runs["fan-8", "celery"] = runs(2.0, 3.0, 5.0)
    results.runs["fan-8-chunked", "celery"] = runs(0.5, 0.5, 0.5)
    plain, chunked = rows(results)
    assert plain["ours"] == {"steps_per_s": 100.0, "p50_gap_ms": 2.0, "p95_gap_ms": 3.0, "cpu_ms_per_step": 5.0}
    assert plain["celery"]["form"] == "chord"
    assert plain["ratio_to_celery"] == 2.0
    assert (plain["dbos"], plain["ratio_to_dbos"], plain["dbos_reason"]) == (None, None, "not measured")
    assert chunked["celery"] == plain["celery"]
    assert (chunked["ratio_to_celery"], chunked["ratio_to_celery_chunked"]) == (30.0, 5.0)
