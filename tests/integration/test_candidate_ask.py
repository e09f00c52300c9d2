"""`jobhunter candidate ask` and the same over HTTP: only what is missing, each answer kept at once, stopped and gone on with."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Commands
from tests.support.gateway import RunningGateway

pytestmark = pytest.mark.stack

RESUME: dict[str, Any] = {
    "basics": {"name": "Noor Haddad", "email": "noor@example.org", "location": {"city": "Utrecht", "countryCode": "NL"}},
    "work": [{"name": "Molen", "position": "Baker", "startDate": "2020-01"}],
    "languages": [{"language": "Dutch"}],
}


@pytest.fixture
def commands(tmp_path: Path, migrated_database_url: str) -> Commands:
    return Commands(tmp_path, migrated_database_url)


def missing(commands: Commands) -> list[str]:
    return [q["id"] for q in commands("candidate", "ask", "--json").document["questions"]]


def test_it_is_walked_through_left_and_gone_on_with(commands: Commands) -> None:
    commands.imports(RESUME)
    before = missing(commands)
    assert before[:3] == ["phone", "links.linkedin", "consents.sensitive"]

    first = commands("candidate", "ask", typed="call me\n+31 20 794 0958\nback\n+31 20 794 0959\n\nyes\nstop\n")
    assert first.code == 0, first.err
    assert "telephone number" in first.out
    assert "is no telephone number" in first.out
    assert "+31" in first.out.split("back")[-1]
    after = missing(commands)
    assert "phone" not in after
    assert "links.linkedin" in after  # it was skipped

    second = commands("candidate", "ask", typed="none\nyes\nno\n65000 EUR a year\n")
    assert "telephone number" not in second.out
    assert not {"links.linkedin", "work_authorization.NL", "sponsorship.NL", "salary"} & set(missing(commands))

    resume = json.loads(commands("candidate", "export").out)
    assert resume["x-jobhunter"]["phone"]["national"] == "20 794 0959"
    assert resume["x-jobhunter"]["work_authorization"] == {"NL": True}
    facts = {f["path"]: f for f in commands("candidate", "facts", "--json").document["facts"]}
    assert facts["x-jobhunter.salary"]["sensitivity"] == "sensitive"
    assert facts["x-jobhunter.salary"]["source"]["file"] == "your answer"
    assert facts["work[0]"]["source"]["file"] == "resume.json"


def test_a_file_answers_without_anybody_at_the_terminal(commands: Commands) -> None:
    candidate = commands.imports(RESUME)
    answers = commands.home / "answers.yaml"
    answers.write_text(
        "salary: 65000 EUR a year\nconsents.sensitive: yes\nwork_authorization: {NL: true, US: false}\n"
        "What are your pronouns?: they/them\nphone: nonsense\nlinks.github: https://github.com/noor\n"
    )
    said = commands("candidate", "ask", "--answers", answers, "--json")
    assert said.code == 2
    document = said.document
    assert document["schema"] == "jobhunter/questions/1"
    assert [one["id"] for one in document["refused"]] == ["phone"]
    assert set(document["answered"]) == {
        "salary", "consents.sensitive", "work_authorization", "What are your pronouns?", "links.github",
    }  # fmt: skip
    assert "sponsorship.US" in missing(commands)
    assert commands.imports(RESUME) == candidate  # the same file is still the same candidate, answers and all
    assert "salary" not in missing(commands)
    assert commands("candidate", "ask", "--all", "--country", "Japan", "--json").document["questions"][0]["value"] is None
    assert "work_authorization.JP" in [
        q["id"] for q in commands("candidate", "ask", "--country", "Japan", "--json").document["questions"]
    ]


def test_what_is_sensitive_waits_for_consent(commands: Commands) -> None:
    commands.imports(RESUME)
    answers = commands.home / "answers.json"
    answers.write_text(json.dumps({"salary": "65000 EUR a year"}))
    refused = commands("candidate", "ask", "--answers", answers, "--json").document["refused"]
    assert [one["code"] for one in refused] == ["consent_needed"]
    assert commands("candidate", "consents", "sensitive", "yes").code == 0
    assert commands("candidate", "ask", "--answers", answers, "--json").document["refused"] == []
    shown = {c["name"]: c["given"] for c in commands("candidate", "consents", "--json").document["classes"]}
    assert shown == {"public": True, "contact": True, "sensitive": True, "secret": False}
    assert commands("candidate", "consents", "secret", "yes").code == 2
    assert commands("candidate", "consents", "saves_as_you_go", "no", "--site", "jobs.example.org").code == 0
    said = commands("candidate", "consents", "--json").document["consents"]
    assert {"saves_as_you_go jobs.example.org"} == {f"{c['name']} {c['site']}" for c in said if c["site"]}


def test_without_a_candidate_it_says_what_to_do(commands: Commands) -> None:
    said = commands("candidate", "ask", "--json")
    assert said.code != 0
    assert said.document["code"] == "no_candidate"


async def test_the_same_over_http(gateway: RunningGateway) -> None:
    http = gateway.http
    assert (await http.post("/api/v1/candidate/resume", json={"resume": RESUME})).status_code == 201
    listed = (await http.get("/api/v1/candidate/questions", params={"country": "Japan"})).json()
    assert {"phone", "work_authorization.NL", "work_authorization.JP"} <= {one["id"] for one in listed["items"]}
    assert set(listed["classes"]) == {"public", "contact", "sensitive", "secret"}

    refused = await http.patch("/api/v1/candidate", json={"salary": {"expectation": 5000, "currency": "EUR"}})
    assert (refused.status_code, refused.json()["code"]) == (422, "consent_needed")
    wrong = await http.patch("/api/v1/candidate", json={"pronouns": "she/her", "phone": "call me"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_answer")
    before = (await http.get("/api/v1/candidate")).json()
    assert "pronouns" not in before["resume"].get("x-jobhunter", {})  # the whole patch or none of it

    patch = {"consents": {"sensitive": True}, "salary": {"expectation": 5000, "currency": "EUR", "period": "month"}}
    patched = await http.patch("/api/v1/candidate", json={**patch, "phone": "+31 20 794 0958"})
    assert patched.status_code == 200, patched.text
    after = patched.json()
    kept = {fact["path"]: fact["id"] for fact in before["facts"]}
    assert {fact["path"]: fact["id"] for fact in after["facts"] if fact["path"] in kept} == kept
    assert "Salary expectation: 5000 EUR per month" in [fact["text"] for fact in after["facts"]]
    assert "phone" not in {one["id"] for one in (await http.get("/api/v1/candidate/questions")).json()["items"]}

    consents = await http.put("/api/v1/candidate/consents/sensitive", json={"given": False})
    assert {c["name"]: c["given"] for c in consents.json()["classes"]}["sensitive"] is False
    for name, code in (("secret", "consent_fixed"), ("everything", "consent_unknown")):
        answer = await http.put(f"/api/v1/candidate/consents/{name}", json={"given": True})
        assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.security
async def test_other_words_than_these_are_refused_with_a_reason(gateway: RunningGateway) -> None:
    http = gateway.http
    await http.post("/api/v1/candidate/resume", json={"resume": RESUME})
    for body in ([], "x", {"name": {"first": "\0"}}, {"links": {"linkedin": "javascript:alert(1)"}}, {"citizenship": 5}):
        answer = await http.patch("/api/v1/candidate", json=body)
        assert answer.status_code == 422, (body, answer.text)
        assert answer.json()["code"]
    assert (await http.get("/api/v1/candidate/questions", params={"country": "Narnia"})).status_code == 422
