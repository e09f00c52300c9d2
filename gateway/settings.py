"""What the gateway and its clients read from the environment (`JOBHUNTER_…`) and from `.env`."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from brain.errors import Missing
from jobhunter.address import AddressPolicy
from jobhunter.home import Home

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")


class GatewaySettings(BaseSettings):
    """`public_url` names the host pages are reached under from elsewhere; this machine's own names always count."""

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", env_file=".env", extra="ignore", frozen=True)

    redis_url: SecretStr | None = None
    token_file: Path | None = None
    public_url: str | None = None
    private_origins: str = ""
    sweep_every_s: float = Field(default=1.0, gt=0)
    poll_every_s: float = Field(default=0.5, gt=0)
    watcher_queue: int = Field(default=1000, ge=1)
    max_body_bytes: int = Field(default=5 * 2**20, ge=1)

    def broker(self) -> str:
        """Raises `Missing` `no_redis`."""
        if self.redis_url is None:
            raise Missing("no_redis", "No Redis is configured.", "", "Run `jobhunter up`, or set JOBHUNTER_REDIS_URL.")
        return self.redis_url.get_secret_value()

    def token_path(self) -> Path:
        return self.token_file or Home.resolve().token_file

    def addresses(self) -> AddressPolicy:
        """What addresses a goal may name, judged by what they say: nothing is resolved inside a request."""
        return AddressPolicy(frozenset(o.strip().rstrip("/") for o in self.private_origins.split(",") if o.strip()))

    def files(self) -> Path:
        """The folder of what the workers keep as files: screenshots, documents, receipts."""
        return Home.resolve().folder / "files"

    def hosts(self) -> frozenset[str]:
        """The names this gateway answers to."""
        named = urlsplit(self.public_url).hostname if self.public_url else None
        return frozenset({*LOCAL_HOSTS, *([named] if named else [])})


class ClientSettings(BaseSettings):
    """Where the commands find a gateway that is not this home's own stack."""

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", env_file=".env", extra="ignore", frozen=True)

    url: str | None = None
    token: SecretStr | None = None
