"""What can keep a graph from being measured.

JobHunterError
├── Missing ────── PeerMissing `peer_missing`
└── Unavailable ── RunFailed `bench_failed`, `bench_timeout`, `bench_incomplete`, `bench_unordered`
"""

from brain.errors import Missing, Unavailable


class PeerMissing(Missing):
    """A package to compare with is not installed; it belongs to the development group alone."""

    def __init__(self, package: str, requirement: str) -> None:
        fix = f"Install it beside this one: pip install '{requirement}'"
        super().__init__("peer_missing", f"{package} is not installed.", "The benchmark compares with it.", fix, peer=package)


class RunFailed(Unavailable):
    """A contender did not run a graph as it should."""

    def __init__(self, code: str, contender: str, detail: str) -> None:
        fix = "Try again on an idle machine."
        super().__init__(code, f"{contender} did not run the graph.", detail, fix, contender=contender)
