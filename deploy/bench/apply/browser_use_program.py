"""browser-use's own process, run by the Python of its own environment: it knows nothing of this project but the lines it is sent.

`python browser_use_program.py CONFIG`. `CONFIG` is a file: `{"executable", "sandbox", "folder"}`. An order is one line of JSON,
`{"url", "how": {NAME: [HOW, VALUE]}, "button"}`, answered with `{"seconds", "steps", "said"}` or `{"error"}`.

The model is browser-use's own protocol for one, and takes no time: it reads the state it is sent, as any model must, and answers
with all actions at once. Every option of browser-use that makes it wait, look or think more is off, so that what is measured is
what it does itself.
"""

import asyncio
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

FIELD = re.compile(r"\[(\d+)\]<(?:input|select|textarea)\b([^>]*)")
BUTTON = re.compile(r"\[(\d+)\]<button\b[^\[]*")
QUIET = {
    "ANONYMIZED_TELEMETRY": "false",
    "BROWSER_USE_CLOUD_SYNC": "false",
    "BROWSER_USE_VERSION_CHECK": "false",
    "BROWSER_USE_CLOUD_HINTS": "false",
    "BROWSER_USE_LOGGING_LEVEL": "result",
    "SKIP_LLM_API_KEY_VERIFICATION": "true",
}


class ScriptedModel:
    """Knows what belongs in each field by its name; finds the field's index in what the agent tells it of the page."""

    model = provider = name = model_name = "scripted"
    _verified_api_keys = True

    def __init__(self, order: dict[str, Any], completion: Any) -> None:
        self._order, self._completion = order, completion
        self.sent = False

    async def ainvoke(self, messages: list[Any], output_format: Any = None, **_: Any) -> Any:
        """The next actions, in the agent's own output format."""
        state = messages[-1].text
        actions = [{"done": {"text": "Sent.", "success": True}}] if self.sent else self._fill(state)
        self.sent = True
        told = {"evaluation_previous_goal": "", "memory": "", "next_goal": "", "action": actions}
        return self._completion(completion=output_format.model_validate(told), usage=None)

    def _fill(self, state: str) -> list[dict[str, Any]]:
        fields = [(int(number), _attributes(said)) for number, said in FIELD.findall(state)]
        named = {_key(one): number for number, one in fields}
        acts = [_act(how, named[key], value) for key, (how, value) in self._order["how"].items() if key in named]
        buttons = [found for found in BUTTON.finditer(state) if self._order["button"] in found[0]]
        return [*acts, *({"click": {"index": int(found[1])}} for found in buttons[-1:])]


def _attributes(said: str) -> dict[str, str]:
    return {name: value.strip("'\"") for name, value in re.findall(r"([\w-]+)=('[^']*'|\"[^\"]*\"|\S+)", said)}


def _key(one: dict[str, str]) -> str:
    name = one.get("name") or one.get("id", "")
    return f"{name}={one.get('value', '')}" if one.get("type") in ("radio", "checkbox") else name


def _act(how: str, index: int, value: str) -> dict[str, Any]:
    match how:
        case "choose":
            return {"select_dropdown": {"index": index, "text": value}}
        case "tick":
            return {"click": {"index": index}}
        case "file":
            return {"upload_file": {"index": index, "path": value}}
        case _:
            return {"input": {"index": index, "text": value}}


class Applicant:
    """One warm browser; a fresh agent for each order."""

    def __init__(self, config: dict[str, Any]) -> None:
        from browser_use import Agent, BrowserProfile, BrowserSession  # type: ignore[import-not-found]
        from browser_use.llm.views import ChatInvokeCompletion  # type: ignore[import-not-found]

        self._agent, self._completion = Agent, ChatInvokeCompletion
        profile = BrowserProfile(
            executable_path=config["executable"], headless=True, chromium_sandbox=config["sandbox"], keep_alive=True,
            user_data_dir=str(Path(config["folder"]) / "profile"), enable_default_extensions=False, highlight_elements=False,
            minimum_wait_page_load_time=0.0, wait_for_network_idle_page_load_time=0.0, wait_between_actions=0.0,
            viewport={"width": 1280, "height": 2400}, window_size={"width": 1280, "height": 2400},
        )  # fmt: skip
        self._session = BrowserSession(browser_profile=profile)

    async def apply(self, order: dict[str, Any]) -> dict[str, Any]:
        """The seconds of `agent.run()` alone."""
        model = ScriptedModel(order, self._completion)
        files = [value for how, value in order["how"].values() if how == "file"]
        agent = self._agent(
            task="Fill in the form and send it.", llm=model, browser_session=self._session, available_file_paths=files,
            initial_actions=[{"navigate": {"url": order["url"], "new_tab": False}}], directly_open_url=False,
            use_vision=False, use_thinking=False, flash_mode=True, use_judge=False, enable_planning=False,
            loop_detection_enabled=False, message_compaction=False, max_actions_per_step=60, enable_signal_handler=False,
        )  # fmt: skip
        began = time.monotonic()
        history = await agent.run(max_steps=4)
        seconds = time.monotonic() - began
        return {
            "seconds": seconds,
            "steps": history.number_of_steps(),
            "said": [str(error) for error in history.errors() if error],
        }

    async def open(self) -> None:
        """The browser started, so that no order pays for it."""
        await self._session.start()

    async def close(self) -> None:
        await self._session.kill()


async def serve(config: dict[str, Any]) -> None:
    """Takes orders until its stdin ends."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a library prints belongs in the log
    applicant = Applicant(config)
    await applicant.open()
    answers.write(json.dumps({"ready": True}) + "\n")
    while line := await asyncio.to_thread(sys.stdin.readline):
        try:
            answer = await applicant.apply(json.loads(line))
        except Exception as error:  # the order failed; whoever gave it is told why
            answer = {"error": f"{type(error).__name__}: {error}"[:500]}
        answers.write(json.dumps(answer) + "\n")
    await applicant.close()


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text())
    # Its settings, caches and profile stay in the folder it was given.
    os.environ.update({**QUIET, "XDG_CACHE_HOME": given["folder"], "BROWSER_USE_CONFIG_DIR": given["folder"]})
    asyncio.run(serve(given))
