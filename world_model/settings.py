"""Settings of the world model: where PostgreSQL is and the key that seals personal data."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from brain.errors import Missing


class WorldModelSettings(BaseSettings):
    """`JOBHUNTER_DATABASE_URL`, `JOBHUNTER_MASTER_KEY` (base64 of 32 bytes) or `JOBHUNTER_MASTER_KEY_FILE`."""

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", env_file=".env", extra="ignore")

    database_url: SecretStr | None = None
    master_key: SecretStr | None = None
    master_key_file: Path | None = None
    lease_s: float = 30.0

    def url(self) -> str:
        """The address in SQLAlchemy's form. Raises `Missing` `no_database`."""
        if self.database_url is None:
            raise Missing("no_database", "No database is configured.", "", "Run `jobhunter up`, or set JOBHUNTER_DATABASE_URL.")
        return sqlalchemy_url(self.database_url.get_secret_value())

    def key(self) -> str:
        """The master key's text. Raises `Missing` `no_master_key`."""
        if self.master_key is not None:
            return self.master_key.get_secret_value()
        if self.master_key_file is not None and self.master_key_file.is_file():
            return self.master_key_file.read_text().strip()
        raise Missing("no_master_key", "No master key is configured.", "", "Run `jobhunter up`, or set JOBHUNTER_MASTER_KEY.")


def sqlalchemy_url(url: str) -> str:
    """`postgresql://…` with the driver named, as SQLAlchemy wants it."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
