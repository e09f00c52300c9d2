"""Lists of jobs and schools, in seven guises: explored, filled in anew from the manifest, sent, and judged by what arrived."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from brain.answering.given import GivenAnswer
from brain.answers import GivenAnswers, answer_form
from brain.critic import audit
from brain.exploring import Explored, explore, straight_on
from brain.facts import Candidate, Document
from brain.form import FormPage
from brain.manifest import Manifest
from brain.refilling import fill_to_the_end
from tests.browser.helpers import Log
from tests.browser.site import Answer, Serve, Site
from tests.support.candidates import candidate, posting
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
PAGES = Path(__file__).parent / "pages" / "lists"
ADA: dict[str, Any] = {
    "basics": {"name": "Ada Lovelace", "email": "ada@lovelace.example", "location": {"city": "London", "countryCode": "GB"}},
    "work": [
        {"name": "Loom & Sons", "position": "Clerk", "startDate": "2011-01", "endDate": "2014-05"},
        {
            "name": "Analytical Engines", "position": "Head of Engines", "location": "London", "startDate": "2019-03",
            "highlights": ["Built the mill.", "Wrote the first programme."],
        },
        {"name": "Difference Works", "position": "Senior Calculator", "startDate": "2014-06", "endDate": "2019-02"},
        {"name": "Old Mill", "position": "Helper"},
    ],
    "volunteer": [{"organization": "City Library", "position": "Reader", "startDate": "2020-01"}],
    "education": [
        {
            "institution": "St Mary College", "studyType": "Bachelor of Science", "area": "Physics",
            "startDate": "2004-09", "endDate": "2007-06",
        },
        {
            "institution": "University of London", "studyType": "Master of Science", "area": "Mathematics",
            "startDate": "2007-09", "endDate": "2010-06",
        },
    ],
    "skills": [{"name": "Python"}, {"name": "Looms"}, {"name": "SQL"}, {"name": "Airflow"}],
}  # fmt: skip


class Unheard:
    """The part of a step's context that tells of what is going on; nobody listens."""

    async def emit(self, *_: object, **__: object) -> None:
        return None


def ada(folder: Path | None = None, document: dict[str, Any] | None = None) -> Candidate:
    if folder is None:
        return candidate(document or ADA, documents=())
    path = folder / "ada.pdf"
    path.write_bytes(b"%PDF-1.4 a resume")
    file = Document(id="d1", kind="resume", name=path.name, path=str(path), sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    return candidate(document or ADA, documents=(file,))


def answering(person: Candidate, given: GivenAnswers | None = None) -> Callable[[FormPage], Any]:
    return lambda page: answer_form(page, person, posting(), given)


async def nothing(_page: FormPage) -> None:
    return None


async def explored(browser: PlaywrightBrowser, url: str, person: Candidate, given: GivenAnswers | None = None) -> Explored:
    async with browser.open(url) as session:
        return await explore(session, answering(person, given), nothing)


async def sent(browser: PlaywrightBrowser, url: str, person: Candidate) -> Manifest:
    """Explores, opens the form anew, fills it in from the manifest and sends it."""
    found = await explored(browser, url, person)
    assert [(u.field.key, u.detail) for u in found.open_required] == []
    assert found.problems == {}
    manifest = found.manifest(url)
    assert audit(manifest, person, posting()).doubts == ()
    async with browser.open(url) as session:
        page, _ = await fill_to_the_end(Unheard(), session, manifest, straight_on)  # type: ignore[arg-type]
        assert (await session.submit(page, Log())).state == "confirmed"
    return manifest


def page_of(serve: Serve, name: str) -> Site:
    html = (PAGES / f"{name}.html").read_text("utf-8")
    return serve({"/": html, "/send": Answer("<h1>Thank you for your application</h1>")})


def received(site: Site) -> dict[str, Any]:
    """What the one request that arrived holds."""
    (only,) = site.posts
    return dict(json.loads(only.body))


async def test_plain_entries_are_added_one_for_each_dated_job(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = page_of(serve, "plain")
    manifest = await sent(browser, site.url(), ada())
    (only,) = site.posts
    held = {key: values[0] for key, values in parse_qs(only.body, keep_blank_values=False).items()}
    assert {k: v for k, v in held.items() if k.startswith("job")} == {
        "job[0][company]": "Analytical Engines", "job[0][title]": "Head of Engines", "job[0][from]": "03/2019",
        "job[0][now]": "1",
        "job[0][text]": "Built the mill.\r\nWrote the first programme.",
        "job[1][company]": "Difference Works", "job[1][title]": "Senior Calculator",
        "job[1][from]": "06/2014", "job[1][to]": "02/2019",
        "job[2][company]": "Loom & Sons", "job[2][title]": "Clerk",
        "job[2][from]": "01/2011", "job[2][to]": "05/2014",
    }  # fmt: skip
    assert {k: v for k, v in held.items() if k.startswith("school")} == {
        "school[0][name]": "University of London", "school[0][degree]": "Master's Degree", "school[0][area]": "Mathematics",
        "school[1][name]": "St Mary College", "school[1][degree]": "Bachelor's Degree", "school[1][area]": "Physics",
    }  # fmt: skip
    assert not [key for key in held if key.startswith("link[1]")]
    keys = [field.key for field in manifest.fields]
    assert {"p1.work-1.company", "p1.work-3.job_title", "p1.education-2.school"} <= set(keys)


async def test_entries_of_a_page_that_is_drawn_anew_at_every_change(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = page_of(serve, "redrawn")
    await sent(browser, site.url(), ada())
    assert received(site) == {
        "name": "Ada Lovelace",
        "work": [
            {
                "employer": "Analytical Engines", "role": "Head of Engines", "from": "2019-03", "now": True,
                "text": "Built the mill.\nWrote the first programme.",
            },
            {"employer": "Difference Works", "role": "Senior Calculator", "from": "2014-06", "to": "2019-02"},
            {"employer": "Loom & Sons", "role": "Clerk", "from": "2011-01", "to": "2014-05"},
        ],
        "education": [
            {
                "school": "University of London", "degree": "Master of Science", "area": "Mathematics",
                "from": "2007", "to": "2010",
            },
            {"school": "St Mary College", "degree": "Bachelor of Science", "area": "Physics", "from": "2004", "to": "2007"},
        ],
    }  # fmt: skip


async def test_entries_that_are_written_in_a_dialog_and_saved(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = page_of(serve, "dialog")
    await sent(browser, site.url(), ada())
    held = received(site)
    assert [(job["Title"], job["Company"], job["Start month"], job["End month"], job["now"]) for job in held["work"]] == [
        ("Head of Engines", "Analytical Engines", "2019-03", "", True),
        ("Senior Calculator", "Difference Works", "2014-06", "2019-02", False),
        ("Clerk", "Loom & Sons", "2011-01", "2014-05", False),
    ]
    newest = held["work"][0]
    assert (newest["Location"], newest["Description"]) == ("London", "Built the mill.\nWrote the first programme.")
    assert [(s["Institution"], s["Degree"], s["End month"]) for s in held["education"]] == [
        ("University of London", "Master of Science", "2010-06"),
        ("St Mary College", "Bachelor of Science", "2007-06"),
    ]


async def test_entries_that_must_be_saved_before_the_next(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = page_of(serve, "saved")
    await sent(browser, site.url(), ada())
    held = received(site)
    assert [(job["Title"], job["Company"], job["Start date"], job["End date"], job["Current"]) for job in held["work"]] == [
        ("Head of Engines", "Analytical Engines", "03/2019", "", True),
        ("Senior Calculator", "Difference Works", "06/2014", "02/2019", False),
        ("Clerk", "Loom & Sons", "01/2011", "05/2014", False),
    ]
    assert [(s["School"], s["Field of study"], s["Start date"], s["End date"]) for s in held["education"]] == [
        ("University of London", "Mathematics", "09/2007", "06/2010"),
        ("St Mary College", "Physics", "09/2004", "06/2007"),
    ]


async def test_a_list_that_keeps_one_entry_gets_the_newest(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = page_of(serve, "saved")
    await sent(browser, site.url("/?holds=one"), ada())
    held = received(site)
    assert [job["Company"] for job in held["work"]] == ["Analytical Engines"]
    assert [school["School"] for school in held["education"]] == ["University of London"]


async def test_german_stations(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = page_of(serve, "german")
    await sent(browser, site.url(), ada())
    (only,) = site.posts
    assert {key: values[0] for key, values in parse_qs(only.body).items()} == {
        "name": "Ada Lovelace",
        "ag1": "Analytical Engines", "pos1": "Head of Engines", "von1": "03.2019", "heute1": "1",
        "text1": "Built the mill.\r\nWrote the first programme.",
        "ag2": "Difference Works", "pos2": "Senior Calculator", "von2": "06.2014", "bis2": "02.2019",
        "ag3": "Loom & Sons", "pos3": "Clerk", "von3": "01.2011", "bis3": "05.2014",
        "hs1": "University of London", "ab1": "Master of Science", "fach1": "Mathematics",
        "hs2": "St Mary College", "ab2": "Bachelor of Science", "fach2": "Physics",
    }  # fmt: skip


async def test_what_a_page_made_of_the_resume_is_corrected_and_not_doubled(
    browser: PlaywrightBrowser, serve: Serve, tmp_path: Path
) -> None:
    site = page_of(serve, "autofilled")
    await sent(browser, site.url(), ada(tmp_path))
    assert received(site)["work"] == [
        ["Head of Engines", "Analytical Engines", "2019-03", ""],
        ["Senior Calculator", "Difference Works", "2014-06", "2019-02"],
        ["Clerk", "Loom & Sons", "2011-01", "2014-05"],
    ]


async def test_french_entries_that_fold_up(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = page_of(serve, "folding_fr")
    await sent(browser, site.url(), ada())
    held = received(site)
    assert [(j["Entreprise"], j["Intitulé du poste"], j["Début (MM/AAAA)"], j.get("Fin (MM/AAAA)")) for j in held["work"]] == [
        ("Analytical Engines", "Head of Engines", "03/2019", None),
        ("Difference Works", "Senior Calculator", "06/2014", "02/2019"),
        ("Loom & Sons", "Clerk", "01/2011", "05/2014"),
    ]
    assert [(s["Établissement"], s["Diplôme"]) for s in held["education"]] == [
        ("University of London", "Master of Science"),
        ("St Mary College", "Bachelor of Science"),
    ]


async def test_a_required_question_no_fact_of_the_entry_answers_is_asked(browser: PlaywrightBrowser, serve: Serve) -> None:
    plain = (PAGES / "plain.html").read_text("utf-8")
    why = '<p><label>Reason for leaving* <input name="job[0][why]" required></label></p>'
    html = plain.replace("<p><label>Description", f"{why}<p><label>Description")
    site = serve({"/": html})
    found = await explored(browser, site.url(), ada())
    assert [u.field.key for u in found.open_required] == ["p1.work-1.reason_for_leaving"]
    told = GivenAnswers(answers=(GivenAnswer(question="p1.work-1.reason_for_leaving", value="I am still there", exact=True),))
    again = await explored(browser, site.url(), ada(), told)
    assert [u.field.key for u in again.open_required] == ["p1.work-2.reason_for_leaving"]
    assert site.posts == []


async def test_nothing_is_added_for_who_has_neither_jobs_nor_schools(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = page_of(serve, "dialog")
    await sent(browser, site.url(), ada(document={"basics": ADA["basics"]}))
    assert received(site) == {"name": "Ada Lovelace", "work": [], "education": []}


async def test_the_buttons_of_lists_neither_go_on_nor_send(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = page_of(serve, "plain")
    async with browser.open(site.url()) as session:
        page = await session.read()
    kinds = {action.label: (action.kind, action.adds) for action in page.actions}
    assert kinds == {
        "Add another job": ("other", "work"),
        "Add education": ("other", "education"),
        "Add another link": ("other", ""),
        "Submit application": ("submit", ""),
    }


@pytest.mark.parametrize("way", ["/", "/?by=typing"])
async def test_what_a_prompt_finds_is_chosen_and_stands_beside_it(browser: PlaywrightBrowser, serve: Serve, way: str) -> None:
    def found(path: str, _: str) -> Answer:
        said = parse_qs(path.partition("?")[2]).get("q", [""])[0]
        offered = ("Monty Python Studies", "Python (Programming Language)", "PostgreSQL", "SQL", "Apache Airflow", "Java")
        return Answer(json.dumps([one for one in offered if said and said in one.lower()]))

    html = (PAGES / "prompt.html").read_text("utf-8")
    site = serve({"/": html, "/find": found, "/send": Answer("{}")})
    manifest = await sent(browser, site.url(way), ada())
    chosen = ("Python (Programming Language)", "SQL", "Apache Airflow")
    assert next(field.value for field in manifest.fields if field.label == "Skills") == chosen
    assert received(site)["skills"] == list(chosen)


REFERENCES = """<main><h1>Clerk</h1><form><label>Full name <input name=a></label><h2>Employment references</h2>
<label>Name <input name=n></label><label>Company <input name=c></label><label>Job title <input name=t></label>
<button type=button>Add another</button><button>Submit application</button></form></main>"""
STEP = """<main>Behind</main><div role=dialog aria-modal=true aria-label="Apply for this job"
style="position:fixed;inset:5%;background:#fff">
<h3>Work experience</h3><label>Your title* <input name=t></label><label>Company* <input name=c></label>
<button type=button>+ Add more</button><hr><button type=button>Back</button><button type=button>Next</button>
<button type=button aria-label=Dismiss>x</button></div>"""
FLAT = """<main><h1>Job application form</h1><form><label>Full name <input name=a></label>
<label>Email <input name=e type=email></label><label>Employer <input name=c></label>
<label>Job title <input name=t></label><button type=button>Add another job</button>
<label>Cover letter <textarea name=l></textarea></label><button>Send</button></form></main>"""
LATER = """<main><h1>Clerk</h1><form><fieldset><legend>Education (optional)</legend><label>School <input name=s></label>
<label>Degree <input name=d></label><button type=button>+ Add</button></fieldset><fieldset><legend>Languages</legend>
<label>Language <input name=g></label><button type=button>+ Add</button></fieldset>
<button type=button>Continue</button></form></main>"""


@pytest.mark.parametrize(
    ("html", "keys", "acts"),
    [
        (REFERENCES, ["p1.a", "p1.n", "p1.c", "p1.t"], {"Add another": "other", "Submit application": "submit"}),
        (
            STEP,
            ["p1.work-1.your_title", "p1.work-1.company"],
            {"+ Add more": "other", "Back": "back", "Next": "next", "x": "other"},
        ),
        (
            FLAT,
            ["p1.a", "p1.e", "p1.work-1.employer", "p1.work-1.job_title", "p1.l"],
            {"Add another job": "other", "Send": "submit"},
        ),
        (LATER, ["p1.education-1.school", "p1.education-1.degree", "p1.g"], {"+ Add": "other", "Continue": "next"}),
    ],
    ids=["references", "step", "flat", "later"],
)
async def test_what_is_of_a_list_and_what_is_not(
    browser: PlaywrightBrowser, serve: Serve, html: str, keys: list[str], acts: dict[str, str]
) -> None:
    async with browser.open(serve(html).url()) as session:
        page = await session.read()
    assert [field.key for field in page.fields] == keys
    assert {action.label: action.kind for action in page.actions} == acts


async def test_a_button_that_adds_sends_nothing_before_the_end(browser: PlaywrightBrowser, serve: Serve) -> None:
    """The page posts what it holds when an entry is added; the person lets it keep nothing."""
    told = (
        "fetch('/keep', {method: 'POST', body: new URLSearchParams(new FormData(document.forms[0]))}); document.forms[0].submit()"
    )
    html = FLAT + f"<script>document.querySelector('[type=button]').onclick = () => {{ {told} }}</script>"
    site = serve({"/": html, "/keep": "", "/send": ""})
    found = await explored(browser, site.url(), ada())
    assert found.answers
    assert site.posts == []
    assert [one.path for one in site.sent if "?" in one.path] == []
