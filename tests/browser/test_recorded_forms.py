"""The reader on recorded application pages: every visible question, by the words a person reads.

The recordings are not part of the project; the folder that holds them is named in JOBHUNTER_CORPUS.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from brain.form import FormPage
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.session import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
CORPUS = os.environ.get("JOBHUNTER_CORPUS", "")


class FilesOnly:
    def allows(self, url: str) -> bool:
        return url.startswith("file:")


async def read(options: BrowserOptions, name: str) -> FormPage:
    path = Path(CORPUS) / "forms" / name
    if not CORPUS or not path.is_file():
        pytest.skip("JOBHUNTER_CORPUS names no folder with recorded forms")
    hands = PlaywrightBrowser(options, FilesOnly())
    try:
        async with hands.open(path.as_uri()) as session:
            return await session.read()
    finally:
        await hands.close()


def asked(page: FormPage) -> dict[str, tuple[Any, ...]]:
    return {field.label: (field.kind, field.required) for field in page.fields if field.visible and not field.honeypot}


async def test_greenhouse(options: BrowserOptions) -> None:
    page = await read(options, "greenhouse/gitlab_backend_2026.html")
    assert (page.kind, page.family, len(asked(page))) == ("form_step", "greenhouse", 20)
    assert asked(page)["Resume/CV"] == ("file", True)
    assert asked(page)["What is your current country of residence?"] == ("combobox", True)
    assert [action.label for action in page.actions if action.kind == "submit"] == ["Submit application"]


async def test_lever(options: BrowserOptions) -> None:
    page = await read(options, "lever/highspot_principal_2026.html")
    assert (page.kind, page.family, len(asked(page))) == ("form_step", "lever", 18)
    assert asked(page)["Will you need visa sponsorship (now or in the future)?"] == ("radio", True)
    assert len(next(field for field in page.fields if field.label == "Pronouns").options or ()) == 11


async def test_ashby(options: BrowserOptions) -> None:
    page = await read(options, "ashby/ramp_partnerships_2026.html")
    assert (page.kind, page.family, len(asked(page))) == ("form_step", "ashby", 10)
    assert asked(page)["Are you currently based in the San Francisco Bay Area?"] == ("boolean", True)
    assert asked(page)["Resume"] == ("file", True)


async def test_workable(options: BrowserOptions) -> None:
    page = await read(options, "workable/huble_architect.html")
    assert (page.kind, page.family, len(asked(page))) == ("form_step", "workable", 15)
    assert asked(page)["Telephone country code"] == ("combobox", False)
    assert asked(page)["Right to work"] == ("checkbox", True)
    assert asked(page)["Photo"] == ("file", False)


async def test_easy_apply(options: BrowserOptions) -> None:
    page = await read(options, "linkedin/easy_apply_contact_step_a.html")
    assert [(field.label, field.required) for field in page.fields] == [
        ("Email address", True),
        ("Phone country code", True),
        ("Mobile phone number", True),
    ]
    assert not page.last


@pytest.mark.parametrize(
    ("name", "kind", "labels"),
    [
        ("airbnb_signup", "sign_up", ["First name on ID", "Last name on ID", "Birthdate", "Email", "Password"]),
        ("autodesk_signup", "sign_up", ["First name", "Last name", "Password"]),
        ("linkedin_signup", "sign_up", ["First name", "Last name", "Email", "Password (6 or more characters)"]),
        ("mayoclinic_signup", "form_step", ["Mayo Clinic Number", "Primary Email Address", "Birth Date", "Birth Date – day"]),
        ("poor-markup-form", "form_step", ["Credit Card Number", "MM-YYYY", "Security code", "Random unrelated field"]),
        ("usps_checkout", "form_step", ["First Name", "Last Name", "City", "State or Province"]),
        ("bestbuy_checkout", "form_step", ["Email Address", "Phone Number", "City", "State", "ZIP Code"]),
    ],
)
async def test_sign_up_and_address_pages(options: BrowserOptions, name: str, kind: str, labels: list[str]) -> None:
    page = await read(options, f"signup_and_address/{name}.html")
    assert page.kind == kind
    assert set(labels) <= set(asked(page))
    assert all(field.label for field in page.fields if field.visible)
