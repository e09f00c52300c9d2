"""Which model answers, if any: without a key the rules do."""

from brain.ports import Model
from workers.settings import WorkerSettings


def configured_model(settings: WorkerSettings) -> Model | None:
    """OpenAI or a server that speaks like it, when a key or an address is set; else None."""
    if settings.openai_api_key is None and settings.openai_base_url is None:
        return None
    from brain.providers.openai import OpenAIModel  # a sixth of a worker's start, and most have no key

    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    return OpenAIModel(settings.openai_model, key, settings.openai_base_url)
