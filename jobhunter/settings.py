"""What every room needs to know of the installation: `JOBHUNTER_HOME`."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class InstallationSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", env_file=".env", extra="ignore", frozen=True)

    home: Path | None = None
