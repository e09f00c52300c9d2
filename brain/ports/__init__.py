"""What the brain needs from the world, as protocols. Hands, world model and memory implement them; fakes do too.

Real and fake adapters pass the same suites in `tests/contract/`.
"""

from brain.ports.boards import BoardRef, Boards, SearchResult
from brain.ports.browser import (
    AccountForms,
    AccountSite,
    Browser,
    Credential,
    Entered,
    FormSession,
    OnSubmitRequest,
    SubmitResult,
)
from brain.ports.documents import Documents, Letterhead, ResumeView
from brain.ports.ledger import Application, Applications, Postings, Receipt, StoredPosting, Submissions
from brain.ports.mind import Model, Notifier, Recall, RecalledPlan, Usage
from brain.ports.people import Candidates, Credentials, Kept
from brain.ports.sites import KnownSelector, SelectorEvidence, Site, SiteApi, Sites
from brain.ports.tasks import BranchState, Progress, Tasks

__all__ = [
    "AccountForms",
    "AccountSite",
    "Application",
    "Applications",
    "BoardRef",
    "Boards",
    "BranchState",
    "Browser",
    "Candidates",
    "Credential",
    "Credentials",
    "Documents",
    "Entered",
    "FormSession",
    "Kept",
    "KnownSelector",
    "Letterhead",
    "Model",
    "Notifier",
    "OnSubmitRequest",
    "Postings",
    "Progress",
    "Recall",
    "RecalledPlan",
    "Receipt",
    "ResumeView",
    "SearchResult",
    "SelectorEvidence",
    "Site",
    "SiteApi",
    "Sites",
    "StoredPosting",
    "Submissions",
    "SubmitResult",
    "Tasks",
    "Usage",
]
