"""How often somebody who is nobody's user was wrong: who guesses is not listened to for a while."""

import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MOST = 20
WITHIN_S = 60.0
MOST_ADDRESSES = 10_000


class Misses:
    """Counts wrong tries by network address: IPv6 by its /64, which is one household's or one server's."""

    def __init__(self, most: int = MOST, within_s: float = WITHIN_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._within_s = within_s
        self._clock = clock
        self._held: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, address: str) -> int:
        """In how many seconds this address is listened to again; 0: now."""
        missed = self._held.get(_network(address))
        if missed is None or len(missed) < self._most:
            return 0
        left = missed[0] + self._within_s - self._clock()
        return int(left) + 1 if left > 0 else 0

    def count(self, address: str) -> None:
        missed = self._held.setdefault(_network(address), deque(maxlen=self._most))
        missed.append(self._clock())
        self._held.move_to_end(_network(address))
        while len(self._held) > MOST_ADDRESSES:
            self._held.popitem(last=False)


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else address
