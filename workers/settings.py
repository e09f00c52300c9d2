"""Settings of the workers: the broker, the browser, the boards, models."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from brain.errors import InvalidInput
from jobhunter.home import Home


class WorkerSettings(BaseSettings):
    """`JOBHUNTER_*`. `private_origins`: comma-separated origins on this machine or network that may be opened.
    `warm_slots`: how many steps may wait for a person's code with their browser open; fewer than there are hands.
    `openai_price_…`: US dollars for a million tokens of the model, read and written.
    """

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", env_file=".env", extra="ignore", populate_by_name=True)

    home: Path | None = None
    redis_url: SecretStr = SecretStr("")
    private_origins: str = ""
    profile: Literal["local", "production"] = "local"
    public_url: str | None = None
    port: int = 8000
    warm_slots: int = Field(1, ge=1, le=1000)
    browser: str | None = None
    headless: bool = True
    stealth: bool = True
    human_pauses: bool = True
    openai_api_key: SecretStr | None = Field(None, validation_alias=AliasChoices("JOBHUNTER_OPENAI_API_KEY", "OPENAI_API_KEY"))
    openai_base_url: str | None = Field(None, validation_alias=AliasChoices("JOBHUNTER_OPENAI_BASE_URL", "OPENAI_BASE_URL"))
    openai_model: str = "gpt-5-mini"
    openai_price_read: float = Field(0.25, ge=0)
    openai_price_written: float = Field(2.0, ge=0)

    @property
    def origins(self) -> frozenset[str]:
        """The allowed private origins. Raises `InvalidInput` `private_origins_in_production`."""
        found = frozenset(o.strip().rstrip("/") for o in self.private_origins.split(",") if o.strip())
        if found and self.profile == "production":
            raise InvalidInput(
                "private_origins_in_production",
                "The production profile allows no private origins.",
                ", ".join(sorted(found)),
                "Unset JOBHUNTER_PRIVATE_ORIGINS.",
            )
        return found

    @property
    def home_page(self) -> str:
        """The address of the gateway as a person reaches it. Raises `InvalidInput` `bad_public_url`."""
        url = (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")
        if not url.startswith(("https://", "http://")):
            fix = "Set it to an address such as https://jobs.example."
            raise InvalidInput("bad_public_url", "JOBHUNTER_PUBLIC_URL is no web address.", url, fix)
        return url

    @cached_property
    def files(self) -> Path:
        """Where documents and pictures are kept."""
        return (Home(self.home) if self.home else Home.resolve()).folder / "files"
