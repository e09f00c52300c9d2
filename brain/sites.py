"""Names of sites."""

from urllib.parse import urlsplit


def domain_of(url: str) -> str:
    """The site a URL belongs to: host, with its port where it is not the scheme's own (`127.0.0.1:8101`)."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = parts.hostname or ""
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"
