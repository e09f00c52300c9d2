"""OpenAI, and every server that speaks its wire format, through the vendor's own SDK.

Strict JSON schema by the vendor's means, validated again here, one repair round with the validation error.
Source: OpenAI API reference, chat completions and structured outputs.
"""

from typing import Any

import openai
from pydantic import BaseModel, ValidationError

from brain.errors import Unavailable
from brain.ports import Usage
from brain.prompting import tokens


class OpenAIModel:
    """Implements `brain.ports.Model`. `base_url` None is OpenAI itself."""

    def __init__(self, model: str, api_key: str, base_url: str | None = None, *, timeout_s: float = 60.0) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._client = openai.AsyncOpenAI(api_key=api_key, base_url=base_url, timeout=timeout_s, max_retries=2)
        self._used = Usage()

    @property
    def used(self) -> Usage:
        return self._used

    async def answer(self, prompt: str, schema: type[BaseModel], *, max_tokens: int = 1000) -> BaseModel:
        messages: list[Any] = [{"role": "user", "content": prompt}]
        for attempt in (1, 2):
            text = await self._complete(messages, schema, max_tokens)
            try:
                return schema.model_validate_json(text)
            except ValidationError as error:
                if attempt == 2:
                    raise Unavailable(
                        "model_malformed", "The model's answer has another shape.", str(error), "Try another model."
                    ) from error
                messages += [
                    {"role": "assistant", "content": text},
                    {"role": "user", "content": f"That does not validate: {error}. Answer again."},
                ]
        raise AssertionError("unreachable: the second attempt returns or raises")

    async def _complete(self, messages: list[Any], schema: type[BaseModel], max_tokens: int) -> str:
        schema_asked: Any = {"name": schema.__name__, "schema": strict_schema(schema), "strict": True}
        wanted: Any = {"type": "json_schema", "json_schema": schema_asked}
        # Charged before it is sent: a call that fails or is given up was read all the same.
        estimate = _estimated(messages)
        self._used += Usage(calls=1, tokens_in=estimate)
        try:
            reply = await self._client.chat.completions.create(
                model=self._model,
                messages=messages,
                max_completion_tokens=max_tokens,
                response_format=wanted,
            )
        except openai.OpenAIError as error:
            raise Unavailable(
                "model_unavailable", "The model does not answer.", type(error).__name__, "Check the key and the address."
            ) from error
        told = reply.usage
        said = reply.choices[0].message.content if reply.choices else None
        self._used += Usage(
            tokens_in=told.prompt_tokens - estimate if told else 0,
            tokens_out=told.completion_tokens if told else tokens(said or ""),
        )
        if not reply.choices:
            raise Unavailable("model_malformed", "The model answered nothing.", "", "Try another model.")
        choice = reply.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise Unavailable("model_refused", "The model refused to answer.", "", "Answer it yourself.")
        if choice.finish_reason == "length" or not choice.message.content:
            raise Unavailable(
                "model_malformed", "The model's answer is incomplete.", str(choice.finish_reason), "Try another model."
            )
        return str(choice.message.content)

    async def close(self) -> None:
        await self._client.close()


def _estimated(messages: list[Any]) -> int:
    return sum(tokens(str(message["content"])) for message in messages)


def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The model's JSON schema as strict mode wants it: every field required, nothing else allowed."""
    closed = _closed(model.model_json_schema())
    assert isinstance(closed, dict)
    return closed


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(value) for key, value in node.items() if key != "default"}
    if closed.get("type") == "object" and "properties" in closed:
        closed |= {"required": list(closed["properties"]), "additionalProperties": False}
    return closed
