"""The state machine of the protocol with the ledger of submissions: plan, approve, arm, the request, settle."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.support import protocol_ledger
from tests.support.protocol_machine import ProtocolMachine, where
from tests.support.protocol_sketches import PICK
from tests.support.protocol_world import World, holds
from world_model.steps import Claim

POSTINGS = st.sampled_from(["greenhouse:north:1", "greenhouse:north:2"])
DIGESTS = st.sampled_from(["a", "b"])
SETTLED = st.sampled_from(["confirmed", "failed_before", "unknown"])


class SendingMachine(ProtocolMachine):
    """Steps that send: two postings, each of which may be sent once, whoever tries."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.sent: list[tuple[int, str]] = []  # submissions, and whose they are

    @where("running")
    @rule(which=PICK, posting=POSTINGS, digest=DIGESTS, far=st.sampled_from([1, 2, 3, 3, 4, 5]), state=SETTLED)
    def send(self, which: int, posting: str, digest: str, far: int, state: str) -> None:
        """The way of a submission, or the first `far` of its five stations."""
        claim = self._claim(which)
        found = self.world.run(protocol_ledger.plan(self.world.here, claim, posting, digest))
        if "id" not in found:
            return
        if (found["id"], claim.user_id) not in self.sent:
            self.sent.append((found["id"], claim.user_id))
        for station in (self._approve, self._arm, self._note_request, self._settle)[: far - 1]:
            self.every_rule_holds()
            station(claim, found["id"], digest, state)

    @precondition(lambda self: self.sent and self.claims)
    @rule(which=PICK, by=PICK, digest=DIGESTS, station=st.integers(0, 3), state=SETTLED)
    def go_on_sending(self, which: int, by: int, digest: str, station: int, state: str) -> None:
        """One station of any submission, in or out of its turn, by any step, or by one that was lost."""
        claim = self.claims[by % len(self.claims)]
        if among := [number for number, user in self.sent if user == claim.user_id]:
            stations = (self._approve, self._arm, self._note_request, self._settle)
            stations[station](claim, among[which % len(among)], digest, state)

    def _approve(self, claim: Claim, number: int, digest: str, _state: str) -> None:
        self.world.run(protocol_ledger.approve(self.world.here, claim, number, digest))

    def _arm(self, claim: Claim, number: int, digest: str, _state: str) -> None:
        now = self._of(claim).now
        answer = self.world.run(protocol_ledger.arm(self.world.here, claim, number, digest))
        assert (answer == "fenced") is not holds(now, claim)
        assert answer != "armed" or not now.task["cancel_requested_at"]

    def _note_request(self, claim: Claim, number: int, _digest: str, _state: str) -> None:
        now = self._of(claim).now
        let_go = self.world.run(protocol_ledger.note_request(self.world.here, claim, number))
        assert not let_go or (holds(now, claim) and not now.task["cancel_requested_at"])

    def _settle(self, claim: Claim, number: int, _digest: str, state: str) -> None:
        now = self._of(claim).now
        answer = self.world.run(protocol_ledger.settle(self.world.here, claim, number, state))
        assert (answer == "fenced") is not holds(now, claim)
