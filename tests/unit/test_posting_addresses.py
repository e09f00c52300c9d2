"""Which posting an address names, and what a page says of its job."""

import pytest

from brain.ports import Site, SiteApi
from brain.posting_address import board_address, canonical_url, posting_keys
from workers.hands.boards.parsing.posting_page import posting_of_page

LOCAL = Site(
    domain="127.0.0.1:8101",
    family="greenhouse",
    api=SiteApi(kind="greenhouse", base_url="http://127.0.0.1:8101/v1", boards=("north",), companies={"north": "Northwind"}),
    private=True,
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Jobs.Example.org:443/1/?utm_source=a&gh_src=b#apply", "https://jobs.example.org/1"),
        ("https://example.org/jobs?id=2&lang=de&fbclid=x", "https://example.org/jobs?id=2&lang=de"),
        ("https://example.org/jobs?lang=de&id=2", "https://example.org/jobs?id=2&lang=de"),
        ("http://127.0.0.1:8101/a/b", "http://127.0.0.1:8101/a/b"),
        ("https://example.org/jobs/7/apply/", "https://example.org/jobs/7"),
        ("https://example.org/apply?job=7", "https://example.org/apply?job=7"),
        ("https://example.org", "https://example.org/"),
    ],
)
def test_the_same_posting_has_one_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://job-boards.greenhouse.io/petitfour/jobs/42?gh_src=x", ("greenhouse", "petitfour", "42")),
        ("https://jobs.lever.co/petitfour/18f135d2-5f55-4203/apply", ("lever", "petitfour", "18f135d2-5f55-4203")),
        ("http://127.0.0.1:8101/north/jobs/42", ("greenhouse", "north", "42")),
        ("http://127.0.0.1:8101/unknown/jobs/42", None),
        ("https://job-boards.greenhouse.io.example.org/petitfour/jobs/42", None),
        ("https://example.org/jobs/42", None),
    ],
)  # fmt: skip
def test_a_boards_own_address_names_board_and_number(url: str, named: tuple[str, str, str] | None) -> None:
    found = board_address(url, [LOCAL])
    assert (found and (found.board.source, found.board.board, found.external_id)) == named


def test_the_keys_of_an_address_are_those_its_posting_gets() -> None:
    url = "https://jobs.lever.co/Petit/18f135d2-5f55-4203-b018-50c5a38fd547/apply"
    keys = posting_keys(url)
    assert posting_of_page(url, "", board_address(url)).posting_key == keys[0]
    assert posting_of_page(url, "").posting_key == keys[1]


LINKED = """<title>Careers</title><script type="application/ld+json">{"@graph": [{"@type": "JobPosting", "title": "Baker",
"hiringOrganization": {"name": "Petit Four"}, "description": "<p>You bake.</p>",
"jobLocation": [{"address": {"addressLocality": "Lyon", "addressCountry": {"name": "FR"}}}]}]}</script><h1>Join us</h1>"""


@pytest.mark.parametrize(
    ("page", "title", "company", "places"),
    [
        (LINKED, "Baker", "Petit Four", ("Lyon, FR",)),
        ("<title>Job Application for Baker at Petit Four</title><h1>Baker</h1>", "Baker", "Petit Four", ()),
        ("<title>Petit Four - Baker</title><h2>Apply now</h2><h2>Baker</h2>", "Baker", "Petit Four", ()),
        ("<title>Baker | Petit Four | Jobs</title><h1>Baker</h1>", "Baker", "Petit Four", ()),
        ('<meta property="og:site_name" content="Petit Four"><h1>Baker (m/w/d)</h1>', "Baker (m/w/d)", "Petit Four", ()),
        ('<script type="application/ld+json">{"@type": "JobPosting", "title": 7, </script>', "baker-42", "example.org", ()),
        ("", "baker-42", "example.org", ()),
    ],
)
def test_what_a_page_says_of_its_job(page: str, title: str, company: str, places: tuple[str, ...]) -> None:
    found = posting_of_page("https://example.org/jobs/baker-42", page)
    assert (found.title, found.company, found.locations) == (title, company, places)
    assert found.apply_url == "https://example.org/jobs/baker-42"


def test_a_page_never_chooses_an_address() -> None:
    linked = (
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "Baker", "url": "https://evil.example"}</script>'
    )
    page = posting_of_page("https://example.org/1", f'<link rel=canonical href="https://evil.example">{linked}')
    assert (page.url, page.apply_url, page.posting_key) == ("https://example.org/1",) * 2 + ("url:https://example.org/1",)


def test_the_words_of_a_page_are_read_without_its_form() -> None:
    page = "<main><h1>Baker</h1><p>You bake bread.</p><form><label>Phone</label></form></main><footer>Imprint</footer>"
    assert posting_of_page("https://example.org/1", page).description_text == "Baker\n\nYou bake bread."
