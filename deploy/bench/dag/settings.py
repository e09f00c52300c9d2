"""What a worker under measurement is told by the program that starts it."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class BenchSettings(BaseSettings):
    """`bench_notes`: the file to which each step is noted."""

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", extra="ignore", frozen=True)

    bench_notes: Path
