"""What the sites behind the forms keep between two requests: drafts, uploads, accounts, and who came too fast."""

import secrets
import time
from dataclasses import dataclass, field

QUIET_SECONDS = 1.0


@dataclass
class Desk:
    """In memory until the market is reset.

    `drafts`: (visitor, posting) → values by control name. `uploads`: token → name and content. `accounts`: (tenant, e-mail) →
    password. `members`: visitor → (tenant, e-mail) that is signed in.
    """

    drafts: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    accounts: dict[tuple[str, str], str] = field(default_factory=dict)
    members: dict[str, tuple[str, str]] = field(default_factory=dict)
    _first_came: dict[str, float] = field(default_factory=dict)

    def keep(self, name: str, content: bytes) -> str:
        """The token under which a file is found again."""
        token = f"file_{secrets.token_hex(8)}"
        self.uploads[token] = (name, content)
        return token

    def too_fast(self, posting_id: str) -> bool:
        """True from the first try on until `QUIET_SECONDS` have passed since."""
        first = self._first_came.setdefault(posting_id, time.monotonic())
        return time.monotonic() - first < QUIET_SECONDS
