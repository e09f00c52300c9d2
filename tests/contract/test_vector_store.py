"""What memory promises of any Qdrant: the embedded server through the unmodified client, and the client's in-memory twin."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from qdrant_client import AsyncQdrantClient

from memory.embedding import default_embedder
from memory.errors import CollectionMismatch, MemoryUnavailable
from memory.resume_facts import ResumeFacts
from memory.store import VectorPoint, VectorStore
from memory.task_history import TaskHistory
from tests.support.memory_process import MemoryProcess

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")

ANNA, BEN = uuid4(), uuid4()
SHAPE = {"description": 3, "requirements": 2}
EAST, NORTH, UP = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MemoryProcess]:
    folder: Path = tmp_path_factory.mktemp("vectors")
    with MemoryProcess(folder) as running:
        yield running


@pytest.fixture(params=["embedded server", "in memory"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[VectorStore]:
    if request.param == "in memory":
        opened = VectorStore(AsyncQdrantClient(":memory:"))
    else:
        opened = VectorStore.connect(request.getfixturevalue("server").settings())
    async with opened:
        for name in ("postings", "resume_facts", "task_history"):
            await opened.drop_collection(name)
        yield opened


def posting(vector: list[float], number: int | None = None, **payload: str | int | bool) -> VectorPoint:
    point_id = uuid4() if number is None else UUID(int=number)
    return VectorPoint(id=point_id, vectors={"description": vector, "requirements": vector[:2]}, payload=dict(payload))


async def found(store: VectorStore, user: UUID, **wanted: object) -> list[str]:
    asked = {"using": "description", "limit": 10, **wanted}
    hits = await store.search("postings", EAST, user_id=user, **asked)  # type: ignore[arg-type]
    return [str(hit.payload["title"]) for hit in hits]


async def test_a_search_never_sees_another_users_points(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    await store.upsert("postings", [posting(EAST, title="hers")], user_id=ANNA)
    await store.upsert("postings", [posting(EAST, title="his")], user_id=BEN)
    assert await found(store, ANNA) == ["hers"]
    assert await found(store, BEN) == ["his"]
    assert await found(store, uuid4()) == []
    assert await found(store, ANNA, where={"user_id": str(BEN)}) == []


async def test_a_payload_cannot_name_another_user(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    await store.upsert("postings", [posting(EAST, title="hers", user_id=str(BEN))], user_id=ANNA)
    assert await found(store, BEN) == []


async def test_a_user_cannot_replace_another_users_point(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    await store.upsert("postings", [posting(EAST, 1, title="hers")], user_id=ANNA)
    await store.upsert("postings", [posting(NORTH, 1, title="taken")], user_id=BEN)
    assert await found(store, ANNA) == ["hers"]
    assert await found(store, BEN) == []


async def test_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    points = [posting(NORTH, title="north"), posting([0.8, 0.6, 0.0], title="near"), posting(EAST, title="same")]
    await store.upsert("postings", points, user_id=ANNA)
    hits = await store.search("postings", EAST, user_id=ANNA, using="description", limit=2)
    assert [hit.payload["title"] for hit in hits] == ["same", "near"]
    assert [hit.score for hit in hits] == pytest.approx([1.0, 0.8], abs=1e-5)
    assert {hit.id for hit in hits} == {points[1].id, points[2].id}


async def test_each_named_vector_is_searched_on_its_own(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    one = VectorPoint(id=uuid4(), vectors={"description": EAST, "requirements": [0.0, 1.0]}, payload={"title": "one"})
    two = VectorPoint(id=uuid4(), vectors={"description": UP, "requirements": [1.0, 0.0]}, payload={"title": "two"})
    await store.upsert("postings", [one, two], user_id=ANNA)
    by_description = await store.search("postings", EAST, user_id=ANNA, using="description", limit=1)
    by_requirements = await store.search("postings", [1.0, 0.0], user_id=ANNA, using="requirements", limit=1)
    assert [by_description[0].id, by_requirements[0].id] == [one.id, two.id]


async def test_filters_and_the_least_score_narrow_a_search(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    points = [
        posting(EAST, title="a", family="lever", year=2025, remote=True),
        posting(EAST, title="b", family="ashby", year=2026, remote=False),
        posting(NORTH, title="c", family="lever", year=2026, remote=True),
    ]
    await store.upsert("postings", points, user_id=ANNA)
    assert set(await found(store, ANNA, where={"family": "lever"})) == {"a", "c"}
    assert await found(store, ANNA, where={"family": "lever", "year": 2026}) == ["c"]
    assert set(await found(store, ANNA, where={"family": ["ashby", "lever"]})) == {"a", "b", "c"}
    assert await found(store, ANNA, where={"year": [2024, 2025]}) == ["a"]
    assert await found(store, ANNA, where={"remote": False}) == ["b"]
    assert set(await found(store, ANNA, min_score=0.5)) == {"a", "b"}


async def test_upserting_again_replaces_and_never_doubles(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    await store.upsert("postings", [posting(EAST, 7, title="first", old=True)], user_id=ANNA)
    await store.upsert("postings", [posting(EAST, 7, title="second")], user_id=ANNA)
    [hit] = await store.search("postings", EAST, user_id=ANNA, using="description", limit=10)
    assert hit.payload == {"title": "second", "user_id": str(ANNA)}


async def test_many_points_go_in_at_once_and_none_is_fine_too(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    await store.upsert("postings", [], user_id=ANNA)
    await store.upsert("postings", [posting(EAST, title=str(i)) for i in range(600)], user_id=ANNA)
    assert len(await found(store, ANNA, limit=1000)) == 600


async def test_deleting_takes_only_what_matches_and_only_the_users(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    await store.upsert("postings", [posting(EAST, title="a", family="x"), posting(EAST, title="b", family="y")], user_id=ANNA)
    await store.upsert("postings", [posting(EAST, title="c", family="x")], user_id=BEN)
    await store.delete("postings", user_id=ANNA, where={"family": "x"})
    assert await found(store, ANNA) == ["b"]
    await store.delete("postings", user_id=ANNA)
    assert await found(store, ANNA) == []
    assert await found(store, BEN) == ["c"]


async def test_deleting_from_a_collection_that_is_not_there_is_no_error(store: VectorStore) -> None:
    await store.delete("postings", user_id=ANNA)


async def test_searching_a_collection_that_is_not_there_says_so(store: VectorStore) -> None:
    with pytest.raises(MemoryUnavailable, match="no collection postings"):
        await found(store, ANNA)


async def test_a_collection_of_another_dimension_is_refused(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    await store.ensure_collection("postings", SHAPE)
    for other in ({"description": 3, "requirements": 4}, {"description": 3}, {**SHAPE, "title": 3}):
        with pytest.raises(CollectionMismatch) as refused:
            await store.ensure_collection("postings", other)
    assert refused.value.document()["collection"] == "postings"


async def test_a_vector_of_another_dimension_is_refused_and_nothing_is_stored(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    good, bad = posting(EAST, title="good"), posting([1.0, 0.0], title="bad")
    with pytest.raises(CollectionMismatch):
        await store.upsert("postings", [good, bad], user_id=ANNA)
    with pytest.raises(CollectionMismatch):
        await store.search("postings", [1.0], user_id=ANNA, using="description", limit=1)
    with pytest.raises(CollectionMismatch):
        await store.search("postings", EAST, user_id=ANNA, using="unheard-of", limit=1)
    assert await found(store, ANNA) == []


async def test_a_dropped_collection_can_be_made_anew_in_another_shape(store: VectorStore) -> None:
    await store.ensure_collection("postings", SHAPE)
    await store.drop_collection("postings")
    await store.ensure_collection("postings", {"description": 5})
    await store.upsert("postings", [VectorPoint(id=uuid4(), vectors={"description": [1.0] * 5}, payload={})], user_id=ANNA)


async def test_facts_are_found_by_meaning_for_their_candidate_only(store: VectorStore) -> None:
    facts = ResumeFacts(store, default_embedder())
    hers, other = uuid4(), uuid4()
    told = [(1, "Five years of Python at Northwind"), (2, "Speaks German and English"), (3, "Holds a driver's licence")]
    await facts.index(ANNA, hers, told)
    await facts.index(ANNA, hers, told)
    await facts.index(ANNA, other, [(4, "Ten years of Python at Contoso")])
    await facts.index(BEN, hers, [(5, "Twelve years of Python")])
    ranked = await facts.search(ANNA, hers, "Years of Python experience", limit=10)
    assert sorted(fact_id for fact_id, _ in ranked) == [1, 2, 3]
    assert ranked[0][0] == 1
    assert len(await facts.search(ANNA, hers, "languages", limit=2)) == 2


async def test_facts_are_forgotten_by_candidate_and_by_user(store: VectorStore) -> None:
    facts = ResumeFacts(store, default_embedder())
    one, two = uuid4(), uuid4()
    await facts.forget(ANNA)
    for user, candidate in ((ANNA, one), (ANNA, two), (BEN, one)):
        await facts.index(user, candidate, [(1, "Speaks German")])
    await facts.forget(ANNA, one)
    assert await facts.search(ANNA, one, "German", limit=5) == []
    assert len(await facts.search(ANNA, two, "German", limit=5)) == 1
    await facts.forget(ANNA)
    assert await facts.search(ANNA, two, "German", limit=5) == []
    assert len(await facts.search(BEN, one, "German", limit=5)) == 1


async def test_a_plan_is_recalled_by_a_like_goal_of_the_same_user(store: VectorStore) -> None:
    history = TaskHistory(store, default_embedder())
    assert await history.recall(user_id=ANNA, goal_text="Find remote python jobs") == []
    python, nursing, his = uuid4(), uuid4(), uuid4()
    plan = {"steps": ["search_postings", "submit"]}
    for user, task, goal in (
        (ANNA, python, "Find 5 remote python jobs and apply."),
        (ANNA, nursing, "Find 20 nursing jobs near Boston"),
        (BEN, his, "Find 5 remote python jobs and apply."),
    ):
        for _ in range(2):
            await history.remember(
                user_id=user, task_id=task, goal_text=goal, plan=plan, outcome="succeeded", families=["greenhouse", "lever"]
            )
    recalled = await history.recall(user_id=ANNA, goal_text="Apply to Python developer positions from home")
    assert [plan.task_id for plan in recalled] == [python, nursing]
    assert recalled[0].score > recalled[1].score
    assert (recalled[0].trust, recalled[0].outcome, recalled[0].families) == ("own", "succeeded", ("greenhouse", "lever"))
    await history.forget(ANNA, python)
    assert [plan.task_id for plan in await history.recall(user_id=ANNA, goal_text="python")] == [nursing]
    await history.forget(ANNA)
    assert await history.recall(user_id=ANNA, goal_text="python") == []
    assert [plan.task_id for plan in await history.recall(user_id=BEN, goal_text="python")] == [his]


async def test_payloads_hold_no_text_of_facts_or_goals(store: VectorStore) -> None:
    embedder = default_embedder()
    await ResumeFacts(store, embedder).index(ANNA, ANNA, [(1, "secretfact of the candidate")])
    await TaskHistory(store, embedder).remember(
        user_id=ANNA, task_id=BEN, goal_text="secretgoal", plan={"prompt": "secretplan"}, outcome="succeeded", families=[]
    )
    for name in ("resume_facts", "task_history"):
        [hit] = await store.search(name, embedder.embed(["x"])[0], user_id=ANNA, using=embedder.name, limit=5)
        assert "secret" not in str(hit.payload)
        assert {"user_id", "kind", "trust"} <= hit.payload.keys()


async def test_vectors_of_another_model_are_refused_even_at_the_same_size(store: VectorStore) -> None:
    class Renamed:
        name = "another-model"
        dimension = default_embedder().dimension
        embed = staticmethod(default_embedder().embed)

    await ResumeFacts(store, default_embedder()).index(ANNA, ANNA, [(1, "Speaks German")])
    with pytest.raises(CollectionMismatch):
        await ResumeFacts(store, Renamed()).search(ANNA, ANNA, "German", limit=1)
