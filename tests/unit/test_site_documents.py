"""Site-import documents: all or none, and an error that names the entry."""

import json
from pathlib import Path
from typing import Any

import pytest

from brain.errors import InvalidInput
from brain.ports import BoardRef, Site, SiteApi
from workers.hands.boards import sources
from workers.hands.fetch import Fetched
from workers.hands.site_documents import PUBLIC_SITES, board_refs, load_sites, parse_sites

ENTRY: dict[str, Any] = {
    "domain": "127.0.0.1:8100",
    "family": "greenhouse",
    "api": {
        "kind": "greenhouse",
        "base_url": "http://127.0.0.1:8100/greenhouse/v1/",
        "boards": ["northwind", "northwind", "b"],
        "companies": {"northwind": "Northwind Traders"},
        "since": 2,
    },
    "login_config": {"username": "#user"},
    "private": True,
    "note": "kept by nobody",
}


async def no_network(url: str, **_: Any) -> Fetched:
    raise AssertionError(url)


def test_an_entry_becomes_a_site() -> None:
    companies = {"northwind": "Northwind Traders"}
    api = SiteApi(
        kind="greenhouse", base_url="http://127.0.0.1:8100/greenhouse/v1", boards=("northwind", "b"), companies=companies
    )
    assert parse_sites([ENTRY]) == [
        Site(domain="127.0.0.1:8100", family="greenhouse", api=api, login_config={"username": "#user"}, private=True)
    ]
    assert parse_sites([{"domain": " Example.COM. "}]) == [Site(domain="example.com")]
    assert parse_sites([]) == []


def test_each_board_can_be_asked() -> None:
    first, second = board_refs(parse_sites([ENTRY, {"domain": "example.com"}]))
    url = "http://127.0.0.1:8100/greenhouse/v1"
    assert first == BoardRef(
        source="greenhouse", board="northwind", base_url=url, domain="127.0.0.1:8100", company="Northwind Traders", private=True
    )
    assert (second.board, second.company) == ("b", "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"domain": ""}, "domain"), ({"domain": "https://x.example/"}, "domain"), ({"domain": "a b"}, "domain"),
        ({"domain": 5}, "domain"),
        ({"domain": "me@x.example"}, "domain"), ({"api": {"kind": "lever"}}, "api.base_url"), ({"api": "lever"}, "api"),
        ({"private": "yes"}, "private"),
        ({"api": {"kind": "", "base_url": "https://x.example"}}, "api.kind"),
        ({"api": {"kind": "x", "base_url": "ftp://x.example"}}, "api.base_url"),
        ({"api": {"kind": "x", "base_url": "https://u:p@x.example"}}, "api.base_url"), ({"login_config": []}, "login_config"),
        ({"api": {"kind": "x", "base_url": "https://x.example", "boards": [1]}}, "api.boards.0"), ({"family": 7}, "family"),
    ],
)  # fmt: skip
def test_a_bad_entry_is_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_sites([{"domain": "fine.example"}, {"domain": "bad.example"} | change])
    assert caught.value.code == "sites_invalid"
    assert caught.value.detail.startswith("Entry 2")
    assert said in caught.value.detail


@pytest.mark.parametrize("document", [None, {}, "x", 5, [None], ["x"], [[]], [{"domain": "x.example"}] * 2])
def test_other_documents_are_refused(document: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_sites(document)
    assert caught.value.code == "sites_invalid"


async def test_a_document_comes_from_a_file_or_an_address(tmp_path: Path) -> None:
    async def fetch(url: str, **_: Any) -> Fetched:
        return Fetched(url, 200 if url.endswith("/_sites") else 404, {}, json.dumps([ENTRY]).encode())

    (tmp_path / "sites.json").write_text(json.dumps([ENTRY]), encoding="utf-8-sig")
    assert await load_sites(str(tmp_path / "sites.json"), no_network) == await load_sites("http://127.0.0.1:8100/_sites", fetch)
    (tmp_path / "broken.json").write_text("[{")
    for bad, code in ((str(tmp_path / "none.json"), "sites_not_found"), (str(tmp_path / "broken.json"), "sites_invalid"),
                      ("https://x.example/none", "sites_not_found"), (str(tmp_path), "sites_not_found")):  # fmt: skip
        with pytest.raises(InvalidInput) as caught:
            await load_sites(bad, fetch)
        assert caught.value.code == code


async def test_the_shipped_document_is_sound() -> None:
    sites = await load_sites(str(PUBLIC_SITES), no_network)
    refs = board_refs(sites)
    assert len(refs) >= 40
    assert {ref.source for ref in refs} <= set(sources())
    assert all(ref.base_url.startswith("https://") and ref.company and not ref.private for ref in refs)
    assert len({(ref.source, ref.board) for ref in refs}) == len(refs)
