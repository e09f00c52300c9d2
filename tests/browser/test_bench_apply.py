"""The benchmark of one application: both sides send the same, and a wrong answer is a failure, not a fast run."""

from deploy.bench.apply.employer import ANSWERS, FILE_FIELD, Employer, given_answers
from deploy.bench.apply.measure import FIELDS, measure


async def test_both_send_all_fields_and_the_row_tells_the_ratios() -> None:
    row = await measure(rounds=1)
    assert row["fields"] == FIELDS == len(ANSWERS) + 1
    assert (row["llm_calls_warm"], row["llm_calls_cold"]) == (0, 0)
    assert min(row["script_s"], row["warm_s"], row["cold_s"]) > 0
    assert row["cold_s"] > row["warm_s"], "a form that is first explored is opened twice"
    assert row["ratio_warm_to_script"] == round(row["warm_s"] / row["script_s"], 2) or row["warm_s"] < 0.01
    assert row["kept"] == (row["ratio_warm_to_script"] <= row["limit_warm_to_script"])


def test_what_arrived_is_compared_field_by_field() -> None:
    employer = Employer()
    right = {**ANSWERS, FILE_FIELD: "resume.pdf"}
    employer.received.append(right)
    assert employer.wrong() == []
    employer.received.append({**right, "city": "Bonn", "extra": "x"} | {"notice": "1"})
    assert employer.wrong() == ["city", "extra", "notice"]
    employer.received.append({k: v for k, v in right.items() if k != "consent"})
    assert employer.wrong() == ["consent"]


def test_the_answers_given_name_every_question_of_the_form() -> None:
    assert set(given_answers()["fields"]) == set(ANSWERS)
