"""The benchmark of one application: both sides send the same, and a wrong answer is a failure, not a fast run."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from brain.errors import InvalidInput
from deploy.bench.apply.browser_use_peer import _order
from deploy.bench.apply.browser_use_program import ScriptedModel
from deploy.bench.apply.employer import ANSWERS, EXPECTED, SEND, Employer, given_answers
from deploy.bench.apply.measure import FIELDS, measure
from deploy.bench.apply.peer_environment import PeerNotInstalled, environment
from deploy.cli.bench import bench

# What browser-use tells a model of a page, in its own words.
STATE = """[12]<input type=text id=first_name name=first_name required=true />
[15]<select id=country name=country required=true compound_components=(role=combobox,count=18) />
[31]<input type=radio name=authorised value=yes required=true />
[33]<input type=radio name=authorised value=no />
[40]<input type=file name=resume accept=.pdf />
[50]<button type=submit />
\tSend application"""


async def test_both_send_all_fields_and_the_row_tells_the_ratios() -> None:
    row = await measure(rounds=1)
    assert row["fields"] == FIELDS == len(ANSWERS) + 1
    assert (row["llm_calls_warm"], row["llm_calls_cold"]) == (0, 0)
    assert min(row["script_s"], row["warm_s"], row["cold_s"]) > 0
    assert row["cold_s"] > row["warm_s"], "a form that is first explored is opened twice"
    assert row["ratio_warm_to_script"] == pytest.approx(row["warm_s"] / row["script_s"], abs=0.03)  # of seconds not yet rounded
    assert row["kept"] == (row["ratio_warm_to_script"] <= row["limit_warm_to_script"])
    assert "peer_s" not in row, "nothing is fetched unless it was asked for"


def test_what_arrived_is_compared_field_by_field() -> None:
    employer = Employer()
    employer.received.append(EXPECTED)
    assert (employer.wrong(), employer.right()) == ([], FIELDS)
    employer.received.append({**EXPECTED, "city": "Bonn", "extra": "x"} | {"notice": "1"})
    assert (employer.wrong(), employer.right()) == (["city", "extra", "notice"], FIELDS - 2)
    employer.received.append({k: v for k, v in EXPECTED.items() if k != "consent"})
    assert (employer.wrong(), employer.right()) == (["consent"], FIELDS - 1)


def test_the_answers_given_name_every_question_of_the_form() -> None:
    assert set(given_answers()["fields"]) == set(ANSWERS)


async def test_the_peers_model_does_all_it_can_see_in_one_step_and_then_is_done() -> None:
    model = ScriptedModel(_order("http://here/apply", Path("/cv/resume.pdf")), SimpleNamespace)
    as_it_came = SimpleNamespace(model_validate=lambda told: told["action"])
    first = await model.ainvoke([SimpleNamespace(text=STATE)], as_it_came)
    assert first.completion == [
        {"input": {"index": 12, "text": ANSWERS["first_name"]}},
        {"select_dropdown": {"index": 15, "text": "Germany"}},
        {"click": {"index": 31}},
        {"upload_file": {"index": 40, "path": "/cv/resume.pdf"}},
        {"click": {"index": 50}},
    ]
    assert SEND in STATE
    then = await model.ainvoke([SimpleNamespace(text="Thank you")], as_it_came)
    assert [list(action) for action in then.completion] == [["done"]]


async def test_a_registry_that_cannot_be_reached_is_told_and_leaves_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    said: list[str] = []
    with pytest.raises(PeerNotInstalled) as failed:
        await environment("a-peer-of-nobodys", tmp_path / "peer", said.append)
    assert failed.value.code == "peer_not_installed"
    assert "a-peer-of-nobodys" in failed.value.detail
    assert "--peers" in failed.value.fix
    assert said
    assert not (tmp_path / "peer").exists()


def test_peers_go_with_applying_alone() -> None:
    with pytest.raises(InvalidInput) as refused:
        bench("dag", peers=True)
    assert refused.value.code == "bad_option"
