"""The embedded owner of the vectors as a process: its REST API to the plain client, its key, its folder, its ends."""

import asyncio
import itertools
import json
import socket
import warnings
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import version
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from qdrant_client import AsyncQdrantClient, models
from qdrant_client.common.version_check import get_server_version, is_compatible
from qdrant_client.http.exceptions import UnexpectedResponse

from memory.errors import CollectionMismatch, MemoryUnavailable
from memory.server import main
from memory.settings import MemorySettings
from memory.store import VectorPoint, VectorStore
from tests.support.memory_process import KEY, MemoryProcess, memory_at

USER = uuid4()
COSINE = models.Distance.COSINE


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MemoryProcess]:
    folder: Path = tmp_path_factory.mktemp("vectors")
    with MemoryProcess(folder) as running:
        yield running


@pytest.fixture
async def client(server: MemoryProcess) -> AsyncIterator[AsyncQdrantClient]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a key without TLS, which on loopback is as meant
        opened = AsyncQdrantClient(url=server.url, api_key=KEY)
    for collection in (await opened.get_collections()).collections:
        await opened.delete_collection(collection.name)
    yield opened
    await opened.close()


@pytest.fixture
async def filled(client: AsyncQdrantClient) -> AsyncQdrantClient:
    """Five points on a line: number 0 to 4, vector turning from east to north."""
    await client.create_collection("points", {"v": models.VectorParams(size=2, distance=COSINE)})
    points = [
        models.PointStruct(id=n, vector={"v": [4.0 - n, float(n)]}, payload={"n": n, "kind": "odd" if n % 2 else "even"})
        for n in range(5)
    ]
    await client.upsert("points", points)
    return client


def field(key: str, **condition: object) -> models.FieldCondition:
    return models.FieldCondition.model_validate({"key": key, **condition})


async def numbers(client: AsyncQdrantClient, **wanted: object) -> list[int]:
    found = await client.query_points("points", query=[1.0, 0.0], using="v", **wanted)  # type: ignore[arg-type]
    return [int(str(point.id)) for point in found.points]


async def test_collections_are_made_listed_described_and_dropped(client: AsyncQdrantClient) -> None:
    assert await client.create_collection("one", models.VectorParams(size=3, distance=COSINE))
    assert await client.create_collection("two", {"a": models.VectorParams(size=2, distance=models.Distance.DOT)})
    assert {collection.name for collection in (await client.get_collections()).collections} == {"one", "two"}
    described = await client.get_collection("two")
    assert described.config.params.vectors == {"a": models.VectorParams(size=2, distance=models.Distance.DOT)}
    assert await client.collection_exists("one")
    await client.delete_collection("one")
    assert not await client.collection_exists("one")


async def test_a_collection_is_made_once(client: AsyncQdrantClient) -> None:
    await client.create_collection("one", models.VectorParams(size=3, distance=COSINE))
    with pytest.raises(UnexpectedResponse) as refused:
        await client.create_collection("one", models.VectorParams(size=3, distance=COSINE))
    assert refused.value.status_code == 409


async def test_what_is_not_there_is_not_found(client: AsyncQdrantClient) -> None:
    for call in (client.get_collection("none"), client.count("none"), client.query_points("none", query=[1.0])):
        with pytest.raises(UnexpectedResponse) as refused:
            await call
        assert refused.value.status_code == 404
        assert "none" in refused.value.structured()["status"]["error"]


async def test_a_wrong_dimension_is_a_bad_request_and_stores_nothing(filled: AsyncQdrantClient) -> None:
    points = [
        models.PointStruct(id=8, vector={"v": [1.0, 0.0]}),
        models.PointStruct(id=9, vector={"v": [1.0, 0.0, 0.0]}),
    ]
    with pytest.raises(UnexpectedResponse, match="expected dim: 2, got 3") as refused:
        await filled.upsert("points", points)
    assert refused.value.status_code == 400
    assert (await filled.count("points")).count == 5


async def test_a_malformed_body_is_a_bad_request(server: MemoryProcess, filled: AsyncQdrantClient) -> None:
    async with httpx.AsyncClient(base_url=server.url, headers={"api-key": KEY}) as http:
        answer = await http.put("/collections/points/points", json={"nonsense": 1})
    assert answer.status_code == 400
    assert "error" in answer.json()["status"]


async def test_a_name_cannot_leave_the_folder(client: AsyncQdrantClient) -> None:
    with pytest.raises(UnexpectedResponse):
        await client.create_collection("../outside", models.VectorParams(size=3, distance=COSINE))


async def test_search_by_filter_limit_and_least_score(filled: AsyncQdrantClient) -> None:
    even, odd = (field("kind", match={"value": value}) for value in ("even", "odd"))
    small, listed = field("n", range={"lt": 2}), field("n", match={"any": [0, 3]})
    assert await numbers(filled) == [0, 1, 2, 3, 4]
    assert await numbers(filled, limit=2, offset=1) == [1, 2]
    assert await numbers(filled, query_filter=models.Filter(must=[even])) == [0, 2, 4]
    assert await numbers(filled, query_filter=models.Filter(must_not=[even])) == [1, 3]
    assert await numbers(filled, query_filter=models.Filter(should=[small, odd])) == [0, 1, 3]
    assert await numbers(filled, query_filter=models.Filter(must=[listed, odd])) == [3]
    assert await numbers(filled, score_threshold=0.9) == [0, 1]


async def test_payloads_and_vectors_are_given_as_asked(filled: AsyncQdrantClient) -> None:
    plain = (await filled.query_points("points", query=[1.0, 0.0], using="v", limit=1, with_payload=False)).points[0]
    full = (await filled.query_points("points", query=[1.0, 0.0], using="v", limit=1, with_vectors=True)).points[0]
    part = (await filled.query_points("points", query=[1.0, 0.0], using="v", limit=1, with_payload=["n"])).points[0]
    assert (plain.payload, plain.vector) == (None, None)
    assert full.payload == {"n": 0, "kind": "even"}
    assert full.vector == {"v": [1.0, 0.0]}
    assert part.payload == {"n": 0}


async def test_points_are_retrieved_counted_and_scrolled(filled: AsyncQdrantClient) -> None:
    got = await filled.retrieve("points", [3, 1, 77])
    assert {record.id: record.payload for record in got} == {3: {"n": 3, "kind": "odd"}, 1: {"n": 1, "kind": "odd"}}
    assert (await filled.count("points", models.Filter(must=[field("n", range={"gte": 3})]))).count == 2
    first, following = await filled.scroll("points", limit=3)
    rest, end = await filled.scroll("points", limit=3, offset=following)
    assert [record.id for record in [*first, *rest]] == [0, 1, 2, 3, 4]
    assert end is None


async def test_points_are_deleted_by_id_and_by_filter(filled: AsyncQdrantClient) -> None:
    await filled.delete("points", [0, 1])
    assert await numbers(filled) == [2, 3, 4]
    await filled.delete("points", models.FilterSelector(filter=models.Filter(must=[field("kind", match={"value": "even"})])))
    assert await numbers(filled) == [3]


async def test_payloads_are_set_by_id_and_by_filter(filled: AsyncQdrantClient) -> None:
    await filled.set_payload("points", {"seen": True}, points=[2])
    await filled.set_payload("points", {"low": True}, points=models.Filter(must=[field("n", range={"lt": 1})]))
    by_id, by_filter = await filled.retrieve("points", [2]), await filled.retrieve("points", [0])
    assert by_id[0].payload == {"n": 2, "kind": "even", "seen": True}
    assert by_filter[0].payload == {"n": 0, "kind": "even", "low": True}


async def test_an_index_is_accepted_where_there_is_a_collection(filled: AsyncQdrantClient) -> None:
    done = await filled.create_payload_index("points", "kind", models.PayloadSchemaType.KEYWORD)
    assert done.status == models.UpdateStatus.COMPLETED
    with pytest.raises(UnexpectedResponse):
        await filled.create_payload_index("none", "kind", models.PayloadSchemaType.KEYWORD)


async def test_uuid_ids_and_batches_are_taken(filled: AsyncQdrantClient) -> None:
    one = UUID(int=5)
    await filled.upsert("points", models.Batch(ids=[str(one)], vectors={"v": [[0.0, 1.0]]}, payloads=[{"n": 9}]))
    assert (await filled.retrieve("points", [str(one)]))[0].payload == {"n": 9}


async def test_health_needs_no_key_and_everything_else_does(server: MemoryProcess) -> None:
    async with httpx.AsyncClient(base_url=server.url) as http:
        for path in ("/", "/healthz", "/readyz", "/livez"):
            assert (await http.get(path)).status_code == 200
        for headers in ({}, {b"api-key": b"another"}, {b"api-key": "é".encode()}):
            answer = await http.get("/collections", headers=headers)
            assert answer.status_code == 401
            assert KEY not in answer.text
        assert (await http.put("/collections/x", json={"vectors": {"size": 2, "distance": "Cosine"}})).status_code == 401
        assert (await http.get("/collections/x", headers={"api-key": KEY})).status_code == 404


async def test_without_the_key_a_body_is_not_even_read(server: MemoryProcess) -> None:
    async with httpx.AsyncClient(base_url=server.url) as http:
        answer = await http.put("/collections/x", content=b"{not json")
    assert answer.status_code == 401


def test_the_client_finds_the_server_compatible(server: MemoryProcess) -> None:
    assert is_compatible(version("qdrant-client"), get_server_version(server.url, {}, None, 5))


def test_it_listens_on_loopback_only(server: MemoryProcess) -> None:
    assert httpx.URL(server.url).host == "127.0.0.1"


async def test_a_wrong_key_is_memory_unavailable_with_what_to_do(server: MemoryProcess) -> None:
    async with VectorStore.connect(server.settings("another")) as store:
        with pytest.raises(MemoryUnavailable) as refused:
            await store.ensure_collection("facts", {"v": 2})
    assert "JOBHUNTER_QDRANT_API_KEY" in refused.value.fix


async def test_no_server_is_memory_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with VectorStore.connect(memory_at(f"http://127.0.0.1:{port}")) as store:
        with pytest.raises(MemoryUnavailable) as refused:
            await store.ensure_collection("facts", {"v": 2})
    assert refused.value.status == 503


async def test_a_server_that_never_answers_is_memory_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings = memory_at(url).model_copy(update={"qdrant_timeout_s": 1})
        async with VectorStore.connect(settings) as store:
            with pytest.raises(MemoryUnavailable, match="Timeout"):
                await store.ensure_collection("facts", {"v": 2})


def test_no_url_is_memory_unavailable() -> None:
    with pytest.raises(MemoryUnavailable, match="configured"):
        VectorStore.connect(MemorySettings(_env_file=None, qdrant_url=None))


async def test_a_collection_changed_behind_the_store_is_noticed_and_learned_anew(
    server: MemoryProcess, client: AsyncQdrantClient
) -> None:
    def point(size: int) -> VectorPoint:
        return VectorPoint(id=UUID(int=1), vectors={"v": [1.0] * size}, payload={})

    async with VectorStore.connect(server.settings()) as store:
        await store.ensure_collection("facts", {"v": 2})
        await client.delete_collection("facts")
        with pytest.raises(MemoryUnavailable):
            await store.upsert("facts", [point(2)], user_id=USER)
        await client.create_collection("facts", {"v": models.VectorParams(size=3, distance=COSINE)})
        await store.upsert("facts", [point(3)], user_id=USER)
        await client.delete_collection("facts")
        await client.create_collection("facts", {"v": models.VectorParams(size=4, distance=COSINE)})
        with pytest.raises(CollectionMismatch):
            await store.upsert("facts", [point(3)], user_id=USER)
        await store.ensure_collection("facts", {"v": 4})
        await client.delete_collection("facts")
        await client.create_collection("facts", {"v": models.VectorParams(size=5, distance=COSINE)})
        await store.ensure_collection("facts", {"v": 5})


async def _remember(url: str, count: int) -> None:
    async with VectorStore.connect(memory_at(url)) as store:
        await store.ensure_collection("facts", {"v": 2})
        for number in range(count):
            point = VectorPoint(id=UUID(int=number), vectors={"v": [1.0, float(number)]}, payload={"number": number})
            await store.upsert("facts", [point], user_id=USER)


async def _recall(url: str) -> set[object]:
    async with VectorStore.connect(memory_at(url)) as store:
        hits = await store.search("facts", [1.0, 0.0], user_id=USER, using="v", limit=10_000)
    return {hit.payload["number"] for hit in hits}


async def _write_until_it_dies(url: str, acknowledged: list[int], enough: asyncio.Event) -> None:
    async with VectorStore.connect(memory_at(url)) as store:
        await store.ensure_collection("facts", {"v": 2})
        for number in itertools.count():
            point = VectorPoint(id=UUID(int=number), vectors={"v": [1.0, float(number)]}, payload={"number": number})
            await store.upsert("facts", [point], user_id=USER)
            acknowledged.append(number)
            if len(acknowledged) == 20:
                enough.set()


async def test_what_was_acknowledged_survives_a_kill_in_the_midst_of_writing(tmp_path: Path) -> None:
    acknowledged: list[int] = []
    enough = asyncio.Event()
    with MemoryProcess(tmp_path) as first:
        writer = asyncio.create_task(_write_until_it_dies(first.url, acknowledged, enough))
        await enough.wait()
        await asyncio.to_thread(first.kill)
        with pytest.raises(MemoryUnavailable):
            await writer
    with MemoryProcess(tmp_path) as second:
        assert set(acknowledged) <= await _recall(second.url)


async def test_many_may_ensure_the_same_collection_at_once(server: MemoryProcess, client: AsyncQdrantClient) -> None:
    stores = [VectorStore.connect(server.settings()) for _ in range(6)]
    await asyncio.gather(*(store.ensure_collection("facts", {"v": 2}) for store in stores))
    assert await client.collection_exists("facts")
    for store in stores:
        await store.close()


async def test_a_port_can_be_kept_and_a_client_goes_on_after_a_restart(tmp_path: Path) -> None:
    with MemoryProcess(tmp_path) as first:
        await _remember(first.url, 3)
        store = VectorStore.connect(first.settings())
        await store.ensure_collection("facts", {"v": 2})
        first.kill()
        with pytest.raises(MemoryUnavailable):
            await store.search("facts", [1.0, 0.0], user_id=USER, using="v", limit=1)
    port = str(httpx.URL(first.url).port)
    with MemoryProcess(tmp_path, "--port", port) as second:
        assert second.url == first.url
        assert len(await store.search("facts", [1.0, 0.0], user_id=USER, using="v", limit=9)) == 3
        await store.close()


async def test_a_second_owner_is_told_and_the_first_goes_on(tmp_path: Path) -> None:
    with MemoryProcess(tmp_path) as owner:
        await _remember(owner.url, 1)
        code, said = MemoryProcess(tmp_path).end()
        assert code == 4
        error = json.loads(said)
        assert (error["schema"], error["code"]) == ("jobhunter/error/1", "memory_folder_in_use")
        assert str(tmp_path) in error["detail"]
        assert await _recall(owner.url) == {0}


async def test_it_ends_cleanly_on_sigterm_and_keeps_what_it_has(tmp_path: Path) -> None:
    with MemoryProcess(tmp_path) as first:
        await _remember(first.url, 2)
        assert first.terminate() == (0, "")
    with MemoryProcess(tmp_path) as second:
        assert await _recall(second.url) == {0, 1}


def test_without_a_key_it_does_not_start(tmp_path: Path) -> None:
    code, said = MemoryProcess(tmp_path / "vectors", key=None).end()
    assert (code, json.loads(said)["code"]) == (6, "memory_not_started")
    assert not (tmp_path / "vectors").exists()


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, said = MemoryProcess(tmp_path, "--port", str(taken.getsockname()[1])).end()
    assert (code, json.loads(said)["code"]) == (4, "memory_port_in_use")


def test_an_unreadable_folder_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{not json")
    code, said = MemoryProcess(tmp_path).end()
    assert (code, json.loads(said)["code"]) == (6, "memory_not_started")
    assert "rebuilt" in json.loads(said)["fix"]


async def test_a_kill_during_the_very_first_write_does_not_block_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "meta.json").touch()
    with MemoryProcess(tmp_path) as running:
        await _remember(running.url, 1)


def test_the_folder_is_the_owners_alone(tmp_path: Path) -> None:
    with MemoryProcess(tmp_path / "vectors"):
        kept = [tmp_path / "vectors", *(tmp_path / "vectors").iterdir()]
        assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_wrong_usage_is_exit_code_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "--path" in capsys.readouterr().err
