"""Family files: every one that ships, what is refused, and whose page is whose."""

from pathlib import Path

import pytest
import yaml

from brain.errors import InvalidInput
from workers.hands.browser.families import KnownFamilies, Quirks, RegisteredSites, default_families, read_families
from workers.hands.browser.raw import Marks, RawPage

SHIPPED = Path(__file__).parents[2] / "workers" / "hands" / "browser" / "families"
ACME = """
name: acme
hosts: [acme-ats.com, 'uploads.test.com:8443']
marks: [cdn.acme-ats.com]
selectors:
  field:email:email: ['input[id="mail"]']
  submit: ['button[data-qa="go"]']
quirks: {settle_ms: 150}
"""


def folder(tmp_path: Path, **held: str) -> Path:
    for name, text in held.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


def page(*assets: str) -> RawPage:
    return RawPage(
        title="", url="", origin="", lang="", text="", headings=(), fields=(), actions=(), captcha=None, messages=(), forms=(),
        assets=assets, marks=Marks(structured=False, frames=0, locked=False),
    )  # fmt: skip


def test_every_family_that_ships_is_one_sound_file() -> None:
    shipped = read_families(SHIPPED)
    assert [family.name for family in shipped] == sorted(path.stem for path in SHIPPED.iterdir())
    assert len(shipped) >= 17
    for family in shipped:
        assert all(default_families().of_address(f"https://x.{host}/apply") == family.name for host in family.hosts)
        assert default_families().of_page("https://jobs.example/1", [], page(*family.marks)) == family.name


def test_every_quirk_is_of_some_family() -> None:
    used = {name for family in read_families(SHIPPED) for name in family.quirks.model_fields_set}
    assert used == set(Quirks.model_fields)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "colour"),
        ({"quirks": {"types_by_key": True}}, "quirks.types_by_key"),
        ({"quirks": {"types_by_keys": "yes"}}, "quirks.types_by_keys"),
        ({"quirks": {"settle_ms": True}}, "quirks.settle_ms"),
        ({"quirks": {"settle_ms": 99_999}}, "quirks.settle_ms"),
        ({"hosts": []}, "hosts"),
        ({"hosts": ["com"]}, "hosts.0"),
        ({"hosts": ["https://acme-ats.com/"]}, "hosts.0"),
        ({"marks": ["/"]}, "marks.0"),
        ({"name": "Acme Ltd"}, "name"),
        ({"name": "emca"}, "its name is emca"),
        ({"selectors": {"field:email:spell": ['input[id="a"]']}}, "field:email:spell"),
        ({"selectors": {"submit": ["form > button:last-child"]}}, "form > button"),
        ({"selectors": {"submit": []}}, "selectors.submit"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_by_name(tmp_path: Path, change: dict[str, object], said: str) -> None:
    bad = yaml.safe_dump({**yaml.safe_load(ACME), **change})
    with pytest.raises(InvalidInput) as caught:
        read_families(folder(tmp_path, acme=bad))
    assert (caught.value.code, caught.value.detail.startswith("acme.yaml: ")) == ("family_invalid", True)
    assert said in caught.value.detail


@pytest.mark.parametrize("text", ["", "[]", "just words", "name: [", "name: acme"])
def test_what_is_no_family_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_families(folder(tmp_path, acme=text))
    assert caught.value.code == "family_invalid"


def test_a_host_belongs_to_one_family(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"acme-ats\.com belongs to acme"):
        read_families(folder(tmp_path, acme=ACME, bcme=ACME.replace("name: acme", "name: bcme")))


@pytest.mark.parametrize(
    ("url", "family"),
    [
        ("https://acme-ats.com/1", "acme"),
        ("https://jobs.acme-ats.com/1", "acme"),
        ("https://uploads.test.com:8443/1", "acme"),
        ("https://uploads.test.com/1", None),
        ("https://notacme-ats.com/1", None),
        ("https://acme-ats.com.evil.example/1", None),
        ("https://evil.example/acme-ats.com?u=https://acme-ats.com/", None),
        ("https://acme-ats.com@evil.example/", None),
        ("about:srcdoc", None),
        ("file:///acme-ats.com/1.html", None),
    ],
)
def test_an_address_is_a_family_s_by_its_host_alone(tmp_path: Path, url: str, family: str | None) -> None:
    assert KnownFamilies(read_families(folder(tmp_path, acme=ACME))).of_address(url) == family


def test_registration_comes_before_hosts_and_hosts_before_marks(tmp_path: Path) -> None:
    other = "{name: bcme, hosts: [bcme.com], marks: [cdn.bcme.com]}"
    families = KnownFamilies(read_families(folder(tmp_path, acme=ACME, bcme=other)))
    at = RegisteredSites(families, {"jobs.own.example:8101": "acme"})
    marked = page("https://cdn.bcme.com/form.js")
    assert at.of_page("https://jobs.own.example:8101/2", [], marked) == "acme"
    assert at.of_page("https://jobs.own.example/2", [], marked) == "bcme"
    assert at.of_page("https://elsewhere.example/", ["https://jobs.own.example:8101/form"], marked) == "acme"
    assert families.of_page("https://own.example/", ["https://x.acme-ats.com/"], marked) == "acme"
    assert at.of_address("https://bcme.com/") == "bcme"
    assert (at.quirks("acme").settle_ms, at.hosts("acme") - {"jobs.own.example:8101"}) == (
        150,
        {"acme-ats.com", "uploads.test.com:8443"},
    )


def test_with_no_family_known_a_registered_name_is_only_a_name() -> None:
    at = RegisteredSites(KnownFamilies(()), {"own.example": "acme"})
    assert at.of_address("https://own.example/2") == "acme"
    assert (at.hosts("acme"), at.seeds("acme"), at.quirks("acme")) == ({"own.example"}, [], Quirks())
