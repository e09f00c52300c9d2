"""A server on this machine that speaks OpenAI's wire format, with a character of its choice; it records what it was asked.

Source: OpenAI API reference, `POST /v1/chat/completions` with `response_format: json_schema`.
"""

import json
import threading
from types import TracebackType
from typing import Any

from tests.support.model_characters import Character, Failed, Said
from tests.support.small_server import SmallHandler, SmallServer


class ModelServer(SmallServer):
    """`with ModelServer(honest) as server:` answers at `server.url`, the base address of the SDK."""

    def __init__(self, character: Character, *, usage: bool = True) -> None:
        self.character = character
        self.requests: list[dict[str, Any]] = []
        self._usage = usage
        self._closing = threading.Event()
        super().__init__(self._handler())
        self.url = f"{self.origin}/v1"

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._closing.set()
        super().__exit__(kind, value, trace)

    @property
    def prompts(self) -> list[str]:
        """The first message of every request."""
        return [str(request["messages"][0]["content"]) for request in self.requests]

    def answer(self, request: dict[str, Any]) -> tuple[int, dict[str, str], dict[str, Any]]:
        """Status, headers and body of the answer to one request."""
        self.requests.append(request)
        prompt = str(request["messages"][0]["content"])
        reply = self.character(prompt, str(request["response_format"]["json_schema"]["name"]))
        if isinstance(reply, Said):
            return 200, {}, self._completion(request, {"content": reply.text, "refusal": None}, "stop")
        if reply.status != 200:
            headers = {"retry-after": reply.retry_after} if reply.retry_after is not None else {}
            return reply.status, headers, {"error": {"message": "no", "type": "server_error", "code": None}}
        return 200, {}, self._failed(request, reply)

    def _failed(self, request: dict[str, Any], reply: Failed) -> dict[str, Any]:
        match reply.how:
            case "refusal":
                return self._completion(request, {"content": None, "refusal": "I cannot help with that."}, "stop")
            case "length":
                return self._completion(request, {"content": '{"answer": "It', "refusal": None}, "length")
            case "slow":
                self._closing.wait(reply.seconds)
                return self._completion(request, {"content": "{}", "refusal": None}, "stop")
            case _:
                return {**self._completion(request, {"content": "", "refusal": None}, "stop"), "choices": []}

    def _completion(self, request: dict[str, Any], message: dict[str, Any], finish: str) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": f"chatcmpl-{len(self.requests)}",
            "object": "chat.completion",
            "created": 0,
            "model": request["model"],
            "choices": [
                {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish, "logprobs": None},
            ],
        }
        if self._usage:
            body["usage"] = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
        return body

    def _handler(self) -> type[SmallHandler]:
        server = self

        class Handler(SmallHandler):
            def serve(self, body: str) -> None:
                status, headers, reply = server.answer(json.loads(body))
                self.answer(json.dumps(reply), status, {"content-type": "application/json", **headers})

        return Handler
