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
    `openai_price_…`: US dollars for a million tokens of the model, read and written.
    """

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", env_file=".env", extra="ignore", populate_by_name=True)

    home: Path | None = None
    redis_url: SecretStr = SecretStr("")
    private_origins: str = ""
    profile: Literal["local", "production"] = "local"
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

    @cached_property
    def files(self) -> Path:
        """Where documents and pictures are kept."""
        return (Home(self.home) if self.home else Home.resolve()).folder / "files"
