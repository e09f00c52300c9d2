"""How long `POST /agent/tasks` takes on the running stack, sign-in, compiling, planning and storing included."""

import statistics
import time
from typing import Any

import httpx

from brain.errors import Unavailable
from jobhunter.home import Home
from jobhunter.stack_file import RunningStack

LIMIT_MS = 300.0
PROMPT = "Find 5 remote python jobs and apply."


def measure(rounds: int = 20) -> dict[str, Any]:
    """One row: `median_ms`, `p95_ms`, `limit_ms`, `kept`. The tasks are cancelled at once."""
    stack = RunningStack.find(Home.resolve())
    if stack is None or stack.gateway_url is None:
        raise Unavailable("no_stack", "No stack is running.", "", "Start it in another terminal: jobhunter up")
    headers = {"Authorization": f"Bearer {stack.token_file.read_text().strip()}"}
    times: list[float] = []
    steps = 0
    with httpx.Client(base_url=stack.gateway_url, headers=headers, trust_env=False, timeout=30) as client:
        for _ in range(rounds):
            began = time.perf_counter()
            answer = client.post("/agent/tasks", json={"prompt": PROMPT, "options": {"dry_run": True}})
            times.append((time.perf_counter() - began) * 1000)
            document = answer.raise_for_status().json()
            steps = len(document["steps"])
            client.post(f"/agent/tasks/{document['task_id']}/cancel").raise_for_status()
    median = statistics.median(times)
    ordered = sorted(times)
    return {
        "what": "POST /agent/tasks",
        "steps": steps,
        "median_ms": round(median, 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95) - 1], 1),
        "limit_ms": LIMIT_MS,
        "kept": median < LIMIT_MS,
    }
