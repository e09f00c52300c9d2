"""What the brain needs from the world, as protocols. Hands, world model and memory implement them; fakes do too.

Real and fake adapters pass the same suites in `tests/contract/`.
"""

from brain.ports.boards import BoardRef, Boards, SearchResult
from brain.ports.browser import (
    THE_SITE,
    AccountForms,
    AccountSite,
    Browser,
    Challenge,
    Credential,
    Entered,
    FormSession,
    LookBack,
    OnSubmitRequest,
    Resume,
    SubmitResult,
)
from brain.ports.documents import Documents, Letterhead, ResumeView
from brain.ports.ledger import Application, Applications, Postings, Receipt, Rejection, RejectionRule, StoredPosting, Submissions
from brain.ports.live import LONGEST_HANDS_S, Live
from brain.ports.mind import Model, Notifier, Recall, RecalledPlan, Usage
from brain.ports.people import Candidates, Credentials, Kept
from brain.ports.signing_in import KeptSession, Mailbox, MailMark, SiteSessions, Warm, WarmAnswer
from brain.ports.sites import KnownSelector, SelectorEvidence, Site, SiteApi, Sites
from brain.ports.tasks import BranchState, Progress, Tasks

__all__ = [
    "LONGEST_HANDS_S",
    "THE_SITE",
    "AccountForms",
    "AccountSite",
    "Application",
    "Applications",
    "BoardRef",
    "Boards",
    "BranchState",
    "Browser",
    "Candidates",
    "Challenge",
    "Credential",
    "Credentials",
    "Documents",
    "Entered",
    "FormSession",
    "Kept",
    "KeptSession",
    "KnownSelector",
    "Letterhead",
    "Live",
    "LookBack",
    "MailMark",
    "Mailbox",
    "Model",
    "Notifier",
    "OnSubmitRequest",
    "Postings",
    "Progress",
    "Recall",
    "RecalledPlan",
    "Receipt",
    "Rejection",
    "RejectionRule",
    "Resume",
    "ResumeView",
    "SearchResult",
    "SelectorEvidence",
    "Site",
    "SiteApi",
    "SiteSessions",
    "Sites",
    "StoredPosting",
    "Submissions",
    "SubmitResult",
    "Tasks",
    "Usage",
    "Warm",
    "WarmAnswer",
]
