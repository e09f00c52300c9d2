"""What memory reads from the environment (`JOBHUNTER_QDRANT_…`) and from `.env`."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class MemorySettings(BaseSettings):
    """Where Qdrant is and how to reach it; the embedded owner reads its key here too."""

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", env_file=".env", extra="ignore", frozen=True)

    qdrant_url: str | None = None
    qdrant_api_key: SecretStr | None = None
    qdrant_timeout_s: int = Field(default=5, ge=1)
