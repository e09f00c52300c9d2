"""What the recorded résumés of a corpus say: read from the files that were written beside them, never by our own importer."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from brain.dates import is_present, partial
from deploy.bench.parse.claims import Row, Truth

_TRAILING = re.compile(r"\[([^\]]+)\]\([^)]*\)|\*+")


def recorded(corpus: Path) -> Iterator[tuple[Path, Truth]]:
    """Every recorded résumé with a known truth."""
    folder = corpus / "resumes"
    yield folder / "rendercv/John_Doe_Classic.pdf", _rendercv(folder / "rendercv/John_Doe_Classic.yaml")
    yield folder / "rendercv/John_Doe_Classic.yaml", _rendercv(folder / "rendercv/John_Doe_Classic.yaml")
    for truth in sorted((folder / "personas").glob("*.ground_truth.json")):
        yield truth.with_name(truth.name.replace("ground_truth.json", "cv.txt")), _persona(_json(truth))
    template, full = folder / "clawbench/resume_template.json", folder / "clawbench/alex_green_personal_info.json"
    yield template, _template(_json(template))
    yield full, _personal_info(_json(full))
    sample = folder / "jsonresume/sample.resume.json"
    yield sample, _json_resume(_json(sample))
    yield folder / "openresume/openresume-resume.pdf", _OPENRESUME


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _day(text: object) -> str:
    shown = str(text or "")
    return "" if not shown or is_present(shown) else str(partial(shown) or shown)


def _rendercv(path: Path) -> Truth:
    cv = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)["cv"]  # noqa: S506
    sections: Mapping[str, Any] = {key.lower(): held for key, held in cv["sections"].items()}
    return Truth(
        name=cv["name"], email=cv["email"], city=cv["location"].split(",")[0],
        work=tuple(_entry(job, job["company"], job["position"]) for job in sections["experience"]),
        education=tuple(
            _entry(school, school["institution"], f"{school['degree']} {school['area']}") for school in sections["education"]
        ),
        skills=tuple(name.strip() for group in sections["skills"] for name in group["details"].split(",")),
        projects=tuple(_TRAILING.sub(r"\1", project["name"]) for project in sections["projects"]),
    )  # fmt: skip


def _entry(entry: Mapping[str, Any], who: str, what: str) -> Row:
    return who, what, _day(entry["start_date"]), _day(entry["end_date"])


def _persona(truth: Mapping[str, Any]) -> Truth:
    jobs = [(job["company"], job["role"], _day(job["start"]), _day(job["end"])) for job in truth["work_history"]]
    return Truth(name=truth["full_name"], email=truth["email"], work=tuple(jobs))


def _range(text: str) -> tuple[str, str]:
    start, _, end = re.sub(r"\s*[–-]\s*", "\n", text).partition("\n")
    return _day(start), _day(end)


def _template(held: Mapping[str, Any]) -> Truth:
    return Truth(
        name=held["header"]["name"], label=held["header"]["title"], city=held["header"]["location"].split(",")[0],
        work=tuple((job["company"], job["title"], *_range(job["dates"])) for job in held["experience"]),
        education=tuple((school["institution"], school["degree"], *_range(school["dates"])) for school in held["education"]),
        skills=tuple(name for names in held["skills"].values() for name in names),
        languages=tuple(entry["language"] for entry in held["languages"]),
        certificates=tuple(re.sub(r"\s*\(\d{4}\)$", "", text) for text in held["certifications"]),
    )  # fmt: skip


def _personal_info(held: Mapping[str, Any]) -> Truth:
    name, home = held["identity"]["legal_name"], held["address"]["home"]
    jobs = held.get("work_experience") or held.get("work") or held.get("employment") or held.get("experience") or []
    jobs = jobs.get("history", jobs.get("jobs", [])) if isinstance(jobs, Mapping) else jobs
    return Truth(
        name=f"{name['first']} {name['last']}", email=held["contact"]["email"], city=home["city"],
        work=tuple((job["company"], job["title"], _day(job["start_date"]), _day(job.get("end_date"))) for job in jobs),
        education=tuple(
            (school["university"], f"{school['degree']} {school['field']}", school["start_date"], school["graduation_date"])
            for school in held["education"]
        ),
        languages=tuple(entry["language"] for entry in held["identity"]["languages"]),
    )  # fmt: skip


def _json_resume(held: Mapping[str, Any]) -> Truth:
    basics = held["basics"]
    return Truth(
        name=basics["name"], label=basics["label"], email=basics["email"], phone=basics["phone"], city=basics["location"]["city"],
        work=tuple(_json_row(job, job["name"], job["position"]) for job in held["work"]),
        education=tuple(
            _json_row(school, school["institution"], f"{school['studyType']} {school['area']}") for school in held["education"]
        ),
        skills=tuple(name for group in held["skills"] for name in group["keywords"]),
        languages=tuple(entry["language"] for entry in held["languages"]),
    )  # fmt: skip


def _json_row(entry: Mapping[str, Any], who: str, what: str) -> Row:
    return who, what, str(entry.get("startDate", "")), str(entry.get("endDate", ""))


# This one comes without a file that says what it holds.
_OPENRESUME = Truth(
    name="John Doe", label="Software engineer obsessed with building exceptional products that people love",
    email="hello@openresume.com", phone="123-456-7890", city="NYC", links=("linkedin.com/in/john-doe",),
    work=(
        ("ABC Company", "Software Engineer", "2023-05", ""),
        ("DEF Organization", "Software Engineer Intern", "2022", "2022"),
        ("XYZ University", "Research Assistant", "2021", "2021"),
    ),
    education=(("XYZ University", "Bachelor of Science in Computer Science", "2019-09", "2023-05"),),
    skills=(
        "HTML", "CSS", "Python", "TypeScript", "React", "C++", "React Hooks", "GraphQL", "Node.js", "SQL", "Postgres", "NoSql",
        "Redis", "REST API", "Git", "Teamwork", "Creative Problem Solving", "Communication", "Learning Mindset", "Agile",
    ),
    projects=("OpenResume",),
)  # fmt: skip
