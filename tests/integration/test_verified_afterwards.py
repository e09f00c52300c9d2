"""An application the page did not confirm is looked up at the site before anybody is asked, and never sent a second time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from brain.ports import THE_SITE, LookBack, Receipt
from brain.verifying import LISTED_AFTER, _judged
from tests.support.applying_here import applying_here
from tests.support.small_server import SmallHandler, SmallServer

pytestmark = [pytest.mark.stack, pytest.mark.browser]

FORM = """<!doctype html><title>Baker at Petit Four</title>{head}<h1>Baker</h1><form method=post action=/send>
<p><label for=first>First name*</label> <input id=first name=first required></p><button>Submit application</button></form>"""
APPLIED = "<!doctype html><title>Baker at Petit Four</title><h1>Baker</h1><p role=status>You've already applied to this job.</p>"


@dataclass
class Employer:
    """Takes applications and confirms none. `tells`: whether it says so to who comes back."""

    tells: str = ""
    taken: int = 0
    opened: list[str] = field(default_factory=list)

    def page(self, path: str) -> str:
        self.opened.append(path)
        if path == "/mine":
            return f"<title>My applications</title><h1>My applications</h1><p>{'Baker – sent' if self.taken else 'None yet'}</p>"
        if self.tells == "page" and self.taken:
            return APPLIED
        return FORM.format(head="<a href=/mine>My applications</a>" if self.tells == "list" else "")


def _serving(employer: Employer) -> SmallServer:
    class Handler(SmallHandler):
        def serve(self, body: str) -> None:
            if self.command == "POST":
                employer.taken += 1
                self.answer("<!doctype html><title>…</title><p>One moment.</p>")
            else:
                self.answer(employer.page(self.path.split("?")[0]))

    return SmallServer(Handler)


@pytest.mark.parametrize("tells", ["page", "list"])
async def test_what_the_site_says_of_it_confirms_it(migrated_database_url: str, tmp_path: Path, tells: str) -> None:
    employer = Employer(tells)
    with _serving(employer) as server:
        async with applying_here(migrated_database_url, tmp_path, [server.origin]) as apply:
            ended = await apply(server.origin + "/")
    assert (ended.status, employer.taken) == ("confirmed", 1), ended.error


async def test_a_site_that_says_nothing_leaves_it_to_the_person(migrated_database_url: str, tmp_path: Path) -> None:
    employer = Employer()
    with _serving(employer) as server:
        async with applying_here(migrated_database_url, tmp_path, [server.origin]) as apply:
            ended = await apply(server.origin + "/")
    assert (ended.status, employer.taken) == ("unknown", 1)


def _receipt(ago: timedelta | None) -> Receipt:
    at = None if ago is None else datetime.now(UTC) - ago
    return Receipt(submission_id=1, state="unknown", manifest_hash="sha256:1", arms=1, requested=ago is not None, requested_at=at)


def test_a_list_that_lacks_it_counts_only_when_it_had_time() -> None:
    absent = LookBack(state="absent", url="https://jobs.example/mine")
    young = _judged(absent, _receipt(timedelta(seconds=5)))
    assert young.result is None
    assert young.again_after is not None
    assert timedelta(0) < young.again_after <= LISTED_AFTER
    old = _judged(absent, _receipt(LISTED_AFTER + timedelta(seconds=1)))
    assert old.result is not None
    assert (old.result.state, old.result.by) == ("not_sent", THE_SITE)


def test_silence_is_no_evidence() -> None:
    assert _judged(LookBack(state="silent"), _receipt(timedelta(days=3))).result is None
