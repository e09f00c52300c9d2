"""S40–S47: which addresses may be asked for at all. No test here opens a socket: resolver and network are fakes."""

from collections.abc import Iterable, Sequence
from typing import Any

import httpcore
import httpx
import pytest

from brain.errors import InvalidInput, Unavailable
from jobhunter.address import AddressPolicy
from workers.hands._pinned_transport import PinnedBackend, PinnedTransport
from workers.hands.fetch import Fetcher

pytestmark = pytest.mark.security

MARKET = "http://127.0.0.1:8100"
PUBLIC = "93.184.215.14"
ANSWER = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n", b"ok"]


class Names:
    """A resolver that answers from a table; a list of lists is one answer per question."""

    def __init__(self, **names: Sequence[Sequence[str]]) -> None:
        self.names = {name.replace("_", "."): list(answers) for name, answers in names.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self.names.get(host)
        if not answers:
            raise Unavailable("name_not_resolved", "This host name has no address.", host)
        return answers.pop(0) if len(answers) > 1 else answers[0]


class Network(httpcore.AsyncMockBackend):
    """Records where connections go."""

    def __init__(self, *answers: list[bytes]) -> None:
        super().__init__([])
        self.answers = list(answers)
        self.connected: list[tuple[str, int]] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.connected.append((host, port))
        return httpcore.AsyncMockStream(list(self.answers.pop(0)))


@pytest.fixture(params=[frozenset(), frozenset({MARKET})], ids=["no private origin", "market allowed"])
def origins(request: pytest.FixtureRequest) -> frozenset[str]:
    kept: frozenset[str] = request.param
    return kept


async def refuses(url: str, origins: frozenset[str], names: Names | None = None) -> InvalidInput:
    """Asserts that fetching ends in `url_not_allowed`, HTTP 422, without a connection."""
    names, network = names or Names(), Network()
    policy = AddressPolicy(origins, resolver=names)
    async with Fetcher(policy, transport=PinnedTransport(policy, network)) as fetcher:
        with pytest.raises(InvalidInput) as caught:
            await fetcher.get(url)
    assert (caught.value.code, caught.value.status, network.connected) == ("url_not_allowed", 422, [])
    assert policy.allows(url) is False
    return caught.value


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:6379/", "http://127.0.0.1/", "http://[::1]/", "http://0.0.0.0/", "http://127.1/"]
)
async def test_s40_this_machine(url: str, origins: frozenset[str]) -> None:
    await refuses(url, origins)


@pytest.mark.parametrize("name", ["localhost", "localhost.", "LOCALHOST", "foo.localhost"])
async def test_s40_names_of_this_machine(name: str, origins: frozenset[str]) -> None:
    names = Names(localhost=[["127.0.0.1", "::1"]], foo_localhost=[["127.0.0.1"]])
    await refuses(f"http://{name}/", origins, names)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[64:ff9b:1::7f00:1]", "10.0.0.1", "192.168.1.1", "172.16.0.1",
        "100.64.0.1", "[fd00::1]",
        "[fe80::1]", "[fec0::1]", "[fe80::1%25eth0]", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "1.2.3.4.5",
        "0x", "[ff02::1]",
    ],
)  # fmt: skip
async def test_s41_spellings_of_private_addresses(host: str, origins: frozenset[str]) -> None:
    await refuses(f"http://{host}/", origins)


METADATA = [
    "http://169.254.169.254/latest/meta-data/",
    "http://0xA9FEA9FE/",
    "http://metadata.google.internal/",
    "http://[fd00:ec2::254]/",
]


@pytest.mark.parametrize(
    "url", [*METADATA, "http://100.100.100.200/", "http://168.63.129.16/", "http://[::ffff:169.254.169.254]/"]
)
async def test_s42_cloud_metadata(url: str, origins: frozenset[str]) -> None:
    await refuses(url, origins | {url})


async def test_s42_a_name_that_resolves_to_metadata_is_refused_even_on_an_allowed_origin() -> None:
    origin = "http://inner.example.com:9000"
    await refuses(f"{origin}/", frozenset({origin}), Names(inner_example_com=[["169.254.169.254"]]))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "data:text/html,hi", "javascript:alert(1)",
        "view-source:http://x/",
        "//example.com/", "example.com", "", "http://", "http:///x", "ws://example.com/",
    ],
)  # fmt: skip
async def test_s43_other_schemes(url: str, origins: frozenset[str]) -> None:
    await refuses(url, origins)


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/", "http://169.254.169.254/", "file:///etc/passwd", "//[::1]/", "http://jobs.example.com:22/"]
)
async def test_s44_redirect_to_a_private_address_is_refused_at_the_hop(target: str, origins: frozenset[str]) -> None:
    redirect = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
    network, names = Network([redirect]), Names(jobs_example_com=[[PUBLIC]])
    policy = AddressPolicy(origins, resolver=names)
    async with Fetcher(policy, transport=PinnedTransport(policy, network)) as fetcher:
        with pytest.raises(InvalidInput) as caught:
            await fetcher.get("http://jobs.example.com/")
    assert caught.value.code == "url_not_allowed"
    assert network.connected == [(PUBLIC, 80)]


async def test_s45_the_connection_goes_to_the_judged_address_and_a_later_private_answer_is_refused() -> None:
    network, names = Network(ANSWER), Names(jobs_example_com=[[PUBLIC], ["127.0.0.1"]])
    policy = AddressPolicy(resolver=names)
    async with Fetcher(policy, transport=PinnedTransport(policy, network)) as fetcher:
        assert (await fetcher.get("http://jobs.example.com/")).body == b"ok"
        assert (network.connected, names.asked) == ([(PUBLIC, 80)], ["jobs.example.com"])
        with pytest.raises(InvalidInput):
            await fetcher.get("http://jobs.example.com/")
    assert network.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize("addresses", [[PUBLIC, "10.0.0.1"], ["10.0.0.1", PUBLIC], [PUBLIC, "::1"], [PUBLIC, "::ffff:10.0.0.1"]])
async def test_s46_one_private_address_among_public_ones(addresses: list[str], origins: frozenset[str]) -> None:
    await refuses("http://jobs.example.com/", origins, Names(jobs_example_com=[addresses]))


@pytest.mark.parametrize(
    "url",
    [
        "https://user:pw@example.com/", "https://example.com%20@evil.test", "http://example.com:22/", "http://example.com:8080/",
        "http://exam ple.com/", "http://example.com\\@127.0.0.1/", "http://example.com\t.evil.test/",
        "http://example.com%2f.evil.test/",
        "http://example..com/", "http://[::1", "http://example.com:99999/", "http://１２７.０.０.１/", "http://127。0。0。1/",
    ],
)  # fmt: skip
async def test_s47_misleading_forms(url: str, origins: frozenset[str]) -> None:
    await refuses(url, origins, Names(example_com=[[PUBLIC]]))


async def test_s47_full_width_dots_are_normalised_then_judged() -> None:
    policy = AddressPolicy(resolver=Names(example_com=[[PUBLIC]]))
    assert policy.judge("http://example。com/jobs?q=1#part").url == "http://example.com/jobs?q=1"
    assert policy.judge("HTTP://EXAMPLE.com.:80").url == "http://example.com/"


def test_a_foreign_script_host_is_judged_by_its_ascii_form() -> None:
    policy = AddressPolicy(resolver=lambda host, port: [PUBLIC] if host == "xn--bcher-kva.example" else [])
    assert policy.judge("https://bücher.example/x").host == "xn--bcher-kva.example"
    assert not policy.allows("https://exаmple.com/")


def test_only_the_exact_private_origin_is_let_through() -> None:
    policy = AddressPolicy(frozenset({MARKET, "http://board.local:9000"}), resolver=Names(board_local=[["10.1.2.3"]]))
    assert policy.judge(f"{MARKET}/x").addresses == ("127.0.0.1",)
    assert policy.judge("http://board.local:9000/").addresses == ("10.1.2.3",)
    for url in (
        "https://127.0.0.1:8100/",
        "http://127.0.0.1:8101/",
        "http://localhost:8100/",
        "http://board.local/",
        "http://[::1]:8100/",
    ):
        assert not policy.allows(url), url


def test_global_addresses_also_in_their_ipv6_clothes_are_let_through() -> None:
    policy = AddressPolicy(resolver=Names())
    for url in (f"http://{PUBLIC}/", "https://[2606:4700::1111]/", f"http://[::ffff:{PUBLIC}]/", "http://[64:ff9b::5db8:d70e]/"):
        assert policy.allows(url), url


async def test_a_proxy_asks_by_host_and_port() -> None:
    policy = AddressPolicy(frozenset({MARKET}), resolver=Names(example_com=[[PUBLIC]]))
    assert await policy.judge_host_async("example.com", 443) == (PUBLIC,)
    assert await policy.judge_host_async("127.0.0.1", 8100) == ("127.0.0.1",)
    for host, port in (("127.0.0.1", 8101), ("example.com", 22), ("metadata.google.internal", 80), ("0x7f.1", 80)):
        with pytest.raises(InvalidInput):
            await policy.judge_host_async(host, port)
    assert await policy.allows_async("http://example.com/")


def test_a_name_without_address_is_unavailable_not_refused() -> None:
    with pytest.raises(Unavailable) as caught:
        AddressPolicy(resolver=lambda host, port: []).judge("http://nowhere.example.com/")
    assert caught.value.code == "name_not_resolved"


async def test_the_next_address_is_tried_when_the_first_does_not_answer() -> None:
    class Half(Network):
        async def connect_tcp(self, host: str, port: int, *rest: Any, **more: Any) -> httpcore.AsyncNetworkStream:
            if host == "2606:4700::1111":
                self.connected.append((host, port))
                raise httpcore.ConnectError("unreachable")
            return await super().connect_tcp(host, port)

    network = Half(ANSWER)
    backend = PinnedBackend(AddressPolicy(resolver=Names(example_com=[["2606:4700::1111", PUBLIC]])), network)
    await backend.connect_tcp("example.com", 80)
    assert network.connected == [("2606:4700::1111", 80), (PUBLIC, 80)]


async def test_the_request_keeps_the_name_in_host_header_and_tls() -> None:
    sent: list[bytes] = []

    class Stream(httpcore.AsyncMockStream):
        async def write(self, buffer: bytes, timeout: float | None = None) -> None:
            sent.append(buffer)

        async def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
            sent.append(f"tls:{server_hostname}".encode())
            return self

    class Wire(Network):
        async def connect_tcp(self, host: str, port: int, *rest: Any, **more: Any) -> httpcore.AsyncNetworkStream:
            self.connected.append((host, port))
            return Stream(list(ANSWER))

    network, policy = Wire(), AddressPolicy(resolver=Names(jobs_example_com=[[PUBLIC]]))
    async with httpx.AsyncClient(transport=PinnedTransport(policy, network)) as client:
        assert (await client.get("https://jobs.example.com/a")).text == "ok"
    assert network.connected == [(PUBLIC, 443)]
    assert sent[0] == b"tls:jobs.example.com"
    assert b"Host: jobs.example.com\r\n" in b"".join(sent)
