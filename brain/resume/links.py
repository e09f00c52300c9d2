"""Which network an address belongs to."""

import re

_NETWORKS = {
    "linkedin.com": "LinkedIn", "github.com": "GitHub", "gitlab.com": "GitLab", "bitbucket.org": "Bitbucket", "x.com": "X",
    "twitter.com": "Twitter", "stackoverflow.com": "Stack Overflow", "xing.com": "XING", "medium.com": "Medium",
    "dribbble.com": "Dribbble", "behance.net": "Behance", "kaggle.com": "Kaggle", "scholar.google.com": "Google Scholar",
    "orcid.org": "ORCID", "youtube.com": "YouTube", "facebook.com": "Facebook", "instagram.com": "Instagram",
    "dev.to": "DEV", "huggingface.co": "Hugging Face", "researchgate.net": "ResearchGate", "mastodon.social": "Mastodon",
    "soundcloud.com": "SoundCloud", "leetcode.com": "LeetCode", "codepen.io": "CodePen", "wellfound.com": "Wellfound",
}  # fmt: skip
_HOST = re.compile(r"^(?:https?://)?(?:www\.)?([^/:?#]+)", re.I)


def network_of(url: str) -> str | None:
    """`LinkedIn` for `https://www.linkedin.com/in/ada`; None for a site of one's own."""
    match = _HOST.match(url.strip())
    host = match.group(1).lower() if match else ""
    return next((name for domain, name in _NETWORKS.items() if host == domain or host.endswith("." + domain)), None)


def username_of(url: str) -> str | None:
    parts = [part for part in re.sub(_HOST, "", url.strip(), count=1).split("?")[0].split("/") if part]
    return parts[-1].lstrip("@") if parts else None
