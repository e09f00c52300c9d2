"""The rooms: what the build proves beside import-linter."""

import importlib
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from brain.action import load_catalogue
from brain.context import Options
from brain.errors import InvalidPlan
from brain.goal import Goal
from brain.plan import check_plan
from brain.planner import branches, first_plan

ROOT = Path(__file__).parents[2]
ROOMS = ("jobhunter", "brain", "world_model", "memory", "workers", "gateway", "migrations", "deploy")
RETIRED = ("job_listing", "workflow_run", "subtask", "human_in_the_loop", "dead_job", "vacancy")


THEIR_WORDS = {"data", "intent_rules", "boards", "market"}  # vocabularies of people and sites, who may say what they like


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [shutil.which("lint-imports", path=Path(sys.executable).parent) or "lint-imports"], cwd=ROOT, capture_output=True
    )
    assert done.returncode == 0, done.stdout.decode()


def test_every_action_is_one_well_formed_file() -> None:
    catalogue = load_catalogue()
    names = {info.name for info in pkgutil.iter_modules([str(ROOT / "brain" / "actions")])}
    assert set(catalogue) == names
    assert all(action.name == name for name, action in catalogue.items())


def test_every_step_the_planner_draws_names_an_action_and_its_role() -> None:
    catalogue = load_catalogue()
    goal = Goal(verb="apply", count=2, roles=("python developer",))
    plan = first_plan(goal, Options(), ["greenhouse", "lever"])
    check_plan(plan.steps, set(catalogue), 2000)
    drawn = [*plan.steps, *branches(goal, Options(), [(0, "x", "a job")])]
    assert {s.action_type: s.role for s in drawn} == {s.action_type: catalogue[s.action_type].role for s in drawn}
    assert len(plan.steps) >= 10


def test_what_the_planner_hands_a_step_is_what_its_action_takes() -> None:
    catalogue = load_catalogue()
    goal = Goal(verb="apply", count=2, roles=("python developer",))
    for step in [*first_plan(goal, Options(), ["greenhouse"]).steps, *branches(goal, Options(), [(0, "x", "a job")])]:
        fields = catalogue[step.action_type].input.model_fields
        handed = {*step.given, *step.refs}
        assert {name for name, f in fields.items() if f.is_required()} <= handed, step.key


@pytest.mark.parametrize("name", [i.name for i in pkgutil.iter_modules([str(ROOT / "brain" / "actions")])])
def test_removing_an_action_removes_that_ability_alone(tmp_path: Path, name: str) -> None:
    shutil.copytree(ROOT / "brain", tmp_path / "brain", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "brain" / "actions" / f"{name}.py").unlink()
    told = "from brain.action import load_catalogue; print(' '.join(load_catalogue()))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", told], cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path)}
    )
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == set(load_catalogue()) - {name}


def test_a_malformed_action_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "some_actions"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "broken.py").write_text("action = 'no action'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(InvalidPlan, match=r"broken\.py is malformed"):
        load_catalogue(importlib.import_module("some_actions"))


def test_no_room_uses_a_retired_word() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for word in RETIRED
        if not THEIR_WORDS & set(path.parts) and word in path.read_text().casefold()
    ]
    assert found == []


def test_only_settings_read_the_environment() -> None:
    allowed = {
        "process.py",
        "launcher.py",
        "ground.py",
        "browser_setup.py",
        "browser_use_program.py",
    }  # they hand it on, or run before any library is there
    found = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if path.name not in allowed and ("os.environ" in (text := path.read_text()) or "os.getenv" in text)
    ]
    assert found == []
