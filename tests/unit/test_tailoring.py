"""What a tailored résumé shows, what it covers, and what it tells about what it left out."""

import pytest

from brain.ports import ResumeView
from brain.text_language import is_right_to_left, language_of
from brain.writing import changes, coverage, tailored, whole
from brain.writing.advice import advice
from tests.support.candidates import TODAY, candidate, posting
from tests.support.people import PEOPLE, POSTINGS, candidate_of, person

JOB = posting(
    title="Platform Engineer",
    description_html="<h3>Requirements</h3><ul><li>Kubernetes</li><li>Rust</li><li>SQL</li></ul>"
    "<h3>Nice to have</h3><ul><li>Redis</li></ul>",
)


@pytest.mark.parametrize("name", PEOPLE)
def test_no_job_school_or_certificate_ever_goes(name: str) -> None:
    who = person(name)
    view = tailored(who, POSTINGS[name])
    for section, keys in (
        ("work", ("name", "position", "startDate", "endDate")),
        ("education", ("institution", "area", "endDate")),
    ):
        for mine, made in zip(PEOPLE[name][section], view.resume[section], strict=True):
            assert [mine.get(key) for key in keys] == [made.get(key) for key in keys]
    assert view.resume.get("certificates") == PEOPLE[name].get("certificates")
    assert changes(who, view).gaps == ()


def test_the_bullets_nearest_to_the_posting_come_first_and_the_far_ones_go() -> None:
    who = person("engineer")
    view = tailored(who, POSTINGS["engineer"])
    first, second = view.resume["work"][0]["highlights"][:2]
    assert "PostgreSQL" in first
    assert "Kafka" in second
    changed = changes(who, view)
    assert {fact.text for fact in changed.left_out} == {"Organised the office move.", "Kept the coffee machine alive."}
    assert {fact.fact_id for fact in changed.left_out}.isdisjoint(view.fact_ids)


def test_every_statement_is_either_shown_or_told_as_left_out() -> None:
    who = person("veteran")
    view = tailored(who, POSTINGS["veteran"])
    shown = {bullet for job in view.resume["work"] for bullet in job["highlights"]}
    told = {fact.text for fact in changes(who, view).left_out}
    assert {bullet for job in PEOPLE["veteran"]["work"] for bullet in job["highlights"]} <= shown | told


def test_a_long_career_shows_less_of_what_is_long_ago() -> None:
    jobs = [
        {"name": f"Firm {n}", "position": "Fitter", "startDate": f"{2024 - n}", "endDate": f"{2025 - n}",
         "highlights": [f"Repaired {n * 10 + k} pumps of the older kind and wrote down how each was mended." for k in range(9)]}
        for n in range(24)
    ]  # fmt: skip
    view = tailored(candidate_of({"basics": {"name": "Al Moss"}, "work": jobs}), JOB)
    counts = [len(job["highlights"]) for job in view.resume["work"]]
    assert len(counts) == 24
    assert counts[0] >= 3
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 1


def test_jobs_in_any_order_are_weighed_by_their_dates() -> None:
    old = {"name": "Old", "position": "Fitter", "startDate": "1990", "endDate": "1995", "highlights": ["Did this."] * 6}
    new = {"name": "New", "position": "Fitter", "startDate": "2020", "highlights": ["Did that."] * 6}
    filler = [{"name": f"F{n}", "position": "Fitter", "startDate": f"{2000 + n}", "endDate": f"{2001 + n}"} for n in range(6)]
    view = tailored(candidate_of({"basics": {"name": "Al Moss"}, "work": [old, *filler, new]}), JOB)
    assert len(view.resume["work"][0]["highlights"]) == 3
    assert len(view.resume["work"][-1]["highlights"]) == 5


def test_a_gap_that_a_selection_opens_is_told_with_its_months() -> None:
    who = candidate()
    resume = {**who.resume, "work": [who.resume["work"][0], who.resume["work"][2]]}
    found = changes(who, ResumeView(resume=resume, fact_ids=tuple(fact.id for fact in who.facts)))
    (gap,) = found.gaps
    assert (gap.start, gap.end, gap.employer) == ("2017-07", "2020-12", "Tallkotte AB")
    assert "2017-07 to 2020-12" in found.warnings()[0]


def test_a_job_beside_another_leaves_no_gap() -> None:
    work = [
        {"name": "Main", "position": "Cook", "startDate": "2015", "endDate": "2020"},
        {"name": "Side", "position": "Waiter", "startDate": "2016-02", "endDate": "2017-01"},
    ]
    who = candidate_of({"basics": {"name": "Jo Berg"}, "work": work})
    assert changes(who, ResumeView(resume={**who.resume, "work": work[:1]}, fact_ids=())).gaps == ()


def test_words_that_are_not_the_persons_are_told() -> None:
    who = candidate()
    view = tailored(who, JOB)
    view.resume["work"][0]["highlights"][0] = "Ran Kubernetes for 14 services."
    assert [found.text for found in changes(who, view).reworded] == ["Ran Kubernetes for 14 services."]


def test_the_whole_resume_has_no_changes() -> None:
    who = candidate()
    found = changes(who, whole(who))
    assert (found.left_out, found.moved, found.reworded, found.gaps) == ((), (), (), ())


def test_a_move_is_told_with_both_places() -> None:
    who = candidate()
    moved = [found for found in changes(who, tailored(who, JOB)).moved if found.path == "work[0].highlights"]
    assert [(found.before, found.after) for found in moved if "Kubernetes" in found.text] == [(2, 1)]


def test_keywords_are_shown_held_or_missing() -> None:
    who = candidate()
    states = {word.skill: (word.state, word.preferred) for word in coverage(who, JOB, tailored(who, JOB), today=TODAY).keywords}
    assert states == {
        "kubernetes": ("shown", False), "rust": ("missing", False), "sql": ("shown", False), "redis": ("missing", True),
    }  # fmt: skip


def test_what_only_a_relative_shows_is_held_and_not_shown() -> None:
    who = candidate_of({"basics": {"name": "Jo Berg"}, "skills": [{"name": "Django"}]})
    job = posting(title="Developer", description_html="<h3>Requirements</h3><ul><li>Python</li></ul>")
    found = coverage(who, job, tailored(who, job), today=TODAY)
    assert [(word.skill, word.state) for word in found.keywords] == [("python", "held")]
    assert found.share == 0
    assert any("python" in sentence for sentence in advice(job, found))


def test_a_requirement_tells_whether_its_facts_are_on_the_paper() -> None:
    who = person("engineer")
    view = tailored(who, POSTINGS["engineer"])
    asked = {line.requirement: line for line in coverage(who, POSTINGS["engineer"], view, today=TODAY).requirements}
    assert asked["Event streaming with Kafka"].shown
    assert asked["Rust"].state == "missing"
    assert not asked["Rust"].shown


def test_advice_names_what_is_missing_and_never_asks_to_claim_it() -> None:
    who = candidate()
    said = advice(JOB, coverage(who, JOB, whole(who), today=TODAY), ("You may not work in US.",))
    assert said[0].endswith("You may not work in US.")
    assert "rust" in said[1]
    assert "If you have" in said[1]
    nothing = posting(title="Cook", description_html="", description_text="")
    assert "no requirements" in advice(nothing, coverage(who, nothing, whole(who), today=TODAY))[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We are looking for a nurse to join the team in our hospital.", "en"),
        ("Wir suchen eine Pflegekraft für unser Team und die Station.", "de"),
        ("Nous recherchons un infirmier pour notre équipe dans le service.", "fr"),
        ("Buscamos una enfermera para el equipo de nuestra clínica.", "es"),
        ("Cerchiamo un infermiere per la nostra clinica nel centro della città e di notte.", "it"),
        ("Wij zoeken een verpleegkundige voor het team van ons ziekenhuis met zorg.", "nl"),
        ("急募：看護師。夜勤あり。", "ja"),
        ("نبحث عن ممرضة للعمل في المستشفى", "ar"),
        ("Python, SQL, Docker", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text(text: str, code: str) -> None:
    assert language_of(text) == code


def test_which_way_a_text_runs() -> None:
    assert is_right_to_left("ليلى حداد, Python")
    assert not is_right_to_left("Layla Haddad (ليلى)")
    assert not is_right_to_left("")
