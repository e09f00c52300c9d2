"""What the local stack reads from the environment (`JOBHUNTER_…`) and from `.env`."""

import os

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from brain.errors import InvalidInput


class StackSettings(BaseSettings):
    """Ports (0: any free one), the parts that are given by URL instead of started, and how many workers run.

    What else the parts need they read themselves: they inherit this process's environment.
    """

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", env_file=".env", extra="ignore", frozen=True)

    port: int = Field(default=8000, ge=0, le=65535)
    flower_port: int = Field(default=5555, ge=0, le=65535)
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    qdrant_url: str | None = None
    qdrant_api_key: SecretStr | None = None
    master_key: SecretStr | None = None
    mind_processes: int = Field(default=2, ge=1, le=64)
    hands_processes: int = Field(default_factory=lambda: max(1, min(4, (os.cpu_count() or 2) // 2)), ge=1, le=64)
    stealth: bool = True
    browser: str | None = None

    @classmethod
    def load(cls) -> "StackSettings":
        """The settings of this environment. Raises `InvalidInput` with the code `bad_setting`."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = f"JOBHUNTER_{'_'.join(map(str, first['loc'])).upper()}"
            raise InvalidInput("bad_setting", f"{name} is not right.", first["msg"], f"Correct {name}, or unset it.") from None
