"""Recorded résumés against what they are known to say: how much is found, and that nothing is invented."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from brain.resume import import_candidate
from brain.words import bare
from workers.hands.resume_files import read_resume_file

CORPUS = os.environ.get("JOBHUNTER_CORPUS")
pytestmark = pytest.mark.skipif(
    CORPUS is None, reason="JOBHUNTER_CORPUS is not set: there are no recorded résumés to measure with"
)
RESUMES = Path(CORPUS or ".") / "resumes"


async def read(name: str) -> dict[str, Any]:
    content = await read_resume_file(RESUMES / name)
    return import_candidate(content.content, content.name, content.links).resume


def claims(resume: dict[str, Any]) -> set[tuple[str, str]]:
    """The facts that are counted: name, contacts, each job's employer, title and dates, each degree, skills."""
    basics = resume["basics"]
    found = {("name", basics.get("name", "")), ("email", basics.get("email", ""))}
    for job in resume.get("work", ()):
        who = bare(job.get("name", ""))
        found |= {(f"job {who} {key}", str(job.get(key) or "")) for key in ("name", "position", "startDate", "endDate")}
    for school in resume.get("education", ()):
        who = bare(school.get("institution", ""))
        found |= {
            (f"school {who} {key}", str(school.get(key) or ""))
            for key in ("institution", "studyType", "area", "startDate", "endDate")
        }
    for entry in resume.get("skills", ()):
        found |= {("skill", str(name)) for name in entry.get("keywords", [entry.get("name")])}
    return {(key, bare(text)) for key, text in found if text}


async def test_a_pdf_says_what_its_source_says() -> None:
    got, true = claims(await read("rendercv/John_Doe_Classic.pdf")), claims(await read("rendercv/John_Doe_Classic.yaml"))
    assert len(got & true) / len(true) >= 0.95
    assert got - true == set()


@pytest.mark.parametrize("person", ["alice-rust-senior", "carol-ts-fullstack-mid"])
async def test_personas_against_their_ground_truth(person: str) -> None:
    truth = json.loads((RESUMES / "personas" / f"{person}.ground_truth.json").read_text(encoding="utf-8"))
    resume = await read(f"personas/{person}.cv.txt")
    assert (resume["basics"]["name"], resume["basics"]["email"]) == (truth["full_name"], truth["email"])
    jobs = [(job["position"], job["name"]) for job in resume["work"]]
    assert jobs == [(job["role"], job["company"]) for job in truth["work_history"]]
    text = bare(json.dumps(resume, ensure_ascii=False))
    assert [name for name in truth["tech_stack"] if bare(name) not in text] == []


async def test_two_files_about_one_person_agree() -> None:
    short, full = await read("clawbench/resume_template.json"), await read("clawbench/alex_green_personal_info.json")
    jobs = [
        [(job["name"], job["position"], job["startDate"], job.get("endDate")) for job in resume["work"]]
        for resume in (short, full)
    ]
    assert jobs[0] == jobs[1]
    assert short["basics"]["name"] == full["basics"]["name"]


async def test_nothing_in_a_one_column_pdf_is_left() -> None:
    content = await read_resume_file(RESUMES / "openresume" / "openresume-resume.pdf")
    read_back = import_candidate(content.content, content.name, content.links)
    assert read_back.not_understood == ()
    assert [job["position"] for job in read_back.resume["work"]] == [
        "Software Engineer",
        "Software Engineer Intern",
        "Research Assistant",
    ]
