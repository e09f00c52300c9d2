"""The critic's golden sets: rewrites that say nothing new pass, invented ones are named. Prints the confusion table."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from brain.critic import audit_bullet
from brain.facts import Candidate, Fact
from brain.resume import candidate_from, import_candidate

DATA = Path(__file__).parents[1] / "data"
SETS = ("", "_unseen", "_later")


@cache
def people() -> dict[str, Candidate]:
    documents = yaml.safe_load((DATA / "critic_candidates.yaml").read_text(encoding="utf-8"))
    return {
        name: candidate_from(import_candidate(document, f"{name}.json"), f"{name}.json", name, ())[0]
        for name, document in documents.items()
    }


def rows(name: str) -> list[tuple[str, ...]]:
    lines = (DATA / f"critic_{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def cited(person: str, cites: str) -> list[Fact]:
    """The bullets that `0.1 p0.s` names: job 0's second bullet and project 0's description."""
    return [fact for place in cites.split() for fact in people()[person].facts if fact.path == _path(place)]


def _path(place: str) -> str:
    entry, bullet = place.split(".")
    if entry.startswith("p"):
        return f"projects[{entry[1:]}]" + ("" if bullet == "s" else f".highlights[{bullet}]")
    return f"work[{entry}]." + ("summary" if bullet == "s" else f"highlights[{bullet}]")


def checks(person: str, cites: str, text: str) -> set[str]:
    return {doubt.check for doubt in audit_bullet(text, cited(person, cites), people()[person]).doubts}


def judged(name: str) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    for row in rows(name):
        yield row, checks(row[0], row[1], row[-1])


@pytest.mark.parametrize("name", SETS)
def test_the_confusion_table(name: str) -> None:
    true, false = list(judged(f"true{name}")), list(judged(f"false{name}"))
    passed = [row for row, found in true if not found]
    refused = [row for row, found in false if found]
    named = [row for row, found in false if found & set(row[3].split("|"))]
    print(f"\ncritic{name or '_golden'}: {len(true)} true and {len(false)} false rewrites")
    print(f"{'':12}{'accepted':>10}{'rejected':>10}")
    print(f"{'true':12}{len(passed):>10}{len(true) - len(passed):>10}")
    print(f"{'false':12}{len(false) - len(refused):>10}{len(refused):>10}   {len(named)} by the right name")
    kinds, hit = Counter(row[2] for row, _ in false), Counter(row[2] for row in named)
    print("named: " + ", ".join(f"{kind} {hit[kind]}/{number}" for kind, number in sorted(kinds.items())))
    for row, found in true:
        if found:
            print(f"  true, rejected  {sorted(found)}: {row[-1]}")
    for row, found in false:
        if not found & set(row[3].split("|")):
            print(f"  false, not named {row[3]} but {sorted(found)}: {row[-1]}")
    assert len(passed) >= 0.95 * len(true)
    assert len(named) == len(false)


def test_every_row_cites_bullets_that_exist() -> None:
    for name in (f"{kind}{part}" for kind in ("true", "false") for part in SETS):
        for person, cites, *_ in rows(name):
            assert len(cited(person, cites)) == len(cites.split()), (person, cites)


def changed_numbers(text: str) -> Iterator[str]:
    """The text with one of its figures made another, once for each."""
    for match in re.finditer(r"(?<![\w.,'])\d+", text):
        figure = match.group()
        for other in (str(int(figure) * 10 + 7), str(int(figure) + 3)):
            yield text[: match.start()] + other + text[match.end() :]


INSERTED = {
    "skill_not_in_facts": " using Terraform",
    "name_not_in_facts": " at Globex Corporation",
    "verb_of_rank": ", managed the department",
    "scope_not_in_facts": " across all departments",
    "degree_not_in_facts": ", holding a doctorate",
}


@pytest.mark.parametrize("name", SETS)
def test_no_true_rewrite_bears_another_number(name: str) -> None:
    passed = [
        (row[0], text) for row in rows(f"true{name}") for text in changed_numbers(row[-1]) if not checks(row[0], row[1], text)
    ]
    assert passed == []


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("check", INSERTED)
def test_no_true_rewrite_bears_an_invented_end(name: str, check: str) -> None:
    for person, cites, text in rows(f"true{name}"):
        longer = text.rstrip(".") + INSERTED[check] + "."
        assert check in checks(person, cites, longer), longer
