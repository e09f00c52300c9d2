"""What the workers of a chaos run are told beside the product's own settings."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class ChaosSettings(BaseSettings):
    """`JOBHUNTER_CHAOS_SITE`: the origin of the site double."""

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_CHAOS_", extra="ignore", frozen=True)

    site: str
