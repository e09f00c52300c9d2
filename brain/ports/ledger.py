"""Postings, applications and the ledger of submissions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from brain.errors import NotFound
from brain.facts import Document
from brain.manifest import Manifest
from brain.ports.browser import SubmitResult
from brain.posting import Frozen, Posting


class StoredPosting(Frozen):
    id: str
    posting: Posting


class Postings(Protocol):
    async def save(self, user_id: str, postings: Sequence[Posting]) -> Sequence[StoredPosting]:
        """Inserts or refreshes by posting key; returns each with its id, in order."""
        ...

    async def get(self, user_id: str, posting_id: str) -> StoredPosting: ...
    async def many(self, user_id: str, posting_ids: Sequence[str]) -> Sequence[StoredPosting]: ...
    async def mark_closed(self, user_id: str, posting_id: str) -> None: ...


class Application(Frozen):
    id: str
    posting_id: str
    state: str
    manifest: Manifest | None = None
    score: int | None = None

    @property
    def required_manifest(self) -> Manifest:
        """The manifest of a form that has been explored. Raises `NotFound` `no_manifest` before that."""
        if self.manifest is None:
            raise NotFound("no_manifest", "This application's form was not explored yet.", self.id, "Explore the form first.")
        return self.manifest


RuleOfRejection = Literal["company", "agency", "on_site", "place", "salary", "seniority", "language", "skill"]


class RejectionRule(Frozen):
    """What follows from a reason. `value`: the company, place, level, language or skill; a salary as `amount CURRENCY` a year."""

    kind: RuleOfRejection
    value: str


class Rejection(Frozen):
    """A posting the person did not want, why in their words, and the rules that were read from them."""

    id: int = 0
    posting_key: str
    fingerprint: str
    company: str
    title: str
    source: str
    locations: tuple[str, ...] = ()
    reason: str = ""
    rules: tuple[RejectionRule, ...] = ()


class Applications(Protocol):
    async def applied(self, user_id: str, candidate_id: str) -> frozenset[str]:
        """Posting keys and fingerprints of every job this candidate has a submission for, or that another task is at."""
        ...

    async def begin(self, user_id: str, candidate_id: str, posting_id: str, task_id: str) -> Application:
        """The application of this candidate to this posting, made when there is none (state `preparing`)."""
        ...

    async def move(self, user_id: str, application_id: str, state: str, note: str) -> None: ...
    async def keep_score(self, user_id: str, application_id: str, score: int) -> None: ...
    async def keep_manifest(self, user_id: str, application_id: str, manifest: Manifest) -> None: ...
    async def keep_document(self, user_id: str, application_id: str, candidate_id: str, document: Document) -> None: ...
    async def get(self, user_id: str, application_id: str) -> Application: ...
    async def sent_before(self, user_id: str, candidate_id: str, limit: int = 50) -> Sequence[Manifest]:
        """What the candidate's last applications that were sent held, the newest first."""
        ...

    async def keep_rejection(self, user_id: str, candidate_id: str, rejection: Rejection) -> None:
        """Keeps what the person did not want, once per posting."""
        ...

    async def rejections(self, user_id: str, candidate_id: str) -> Sequence[Rejection]:
        """What the candidate did not want, the newest first."""
        ...


class Receipt(Frozen):
    """The proof of one submission."""

    submission_id: int
    state: str
    manifest_hash: str
    arms: int = 0
    requested: bool = False
    requested_at: datetime | None = None
    confirmed_at: datetime | None = None
    text: str = ""
    url: str = ""
    screenshots: tuple[str, ...] = ()


class Submissions(Protocol):
    """The one act of sending, for one claimed step. Every method is its own committed transaction, fenced by the lease token."""

    async def plan(
        self, manifest: Manifest, posting: StoredPosting, candidate_id: str, application_id: str, distinct_by: str = ""
    ) -> Receipt:
        """`planned`, or the submission that stands for this candidate and posting already, whatever its state.

        Raises `Refused` `same_job` (another posting with the same fingerprint stands and `distinct_by` names nobody who said
        that this is another job) and `in_other_task` (another open task is at this posting).
        """
        ...

    async def approve(self, submission_id: int, manifest_hash: str, by: str) -> None:
        """Raises `Refused` `manifest_changed` where what was shown is not what would be sent."""
        ...

    async def approve_by_autopilot(self, submission_id: int, manifest_hash: str, rule: str, per_day: int) -> None:
        """Approves by `rule`, at most `per_day` of the user's within 24 hours, whatever asks at once.

        Raises `Refused`: `autopilot_day_full`, `stopped`, `manifest_changed`.
        """
        ...

    async def arm(self, submission_id: int, manifest_hash: str, *, beyond: bool = False) -> None:
        """`approved → armed`, committed before the click. Raises `Refused`: `stopped`, `goal_met`, `manifest_changed`,
        `not_approved`, `dry_run`, `cancelled`, `fenced`, `unresolved`, `unknown`, `confirmed`.
        `beyond`: the person said that submissions not known to have arrived shall not count against the goal."""
        ...

    async def note_request(self, submission_id: int, host: str) -> bool:
        """Written before the one request is let go; False when it must not go (cancelled, fenced, or it went already)."""
        ...

    async def settle(self, submission_id: int, result: SubmitResult, screenshots: Sequence[str]) -> Receipt: ...
    async def get(self, submission_id: int) -> Receipt: ...
    async def of_posting(self, candidate_id: str, posting_key: str) -> Receipt | None: ...
