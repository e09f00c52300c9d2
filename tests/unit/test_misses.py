"""Who guesses is not listened to for a while; others are."""

from gateway.misses import Misses


def test_twenty_wrong_tries_within_a_minute_are_enough() -> None:
    now = [100.0]
    misses = Misses(clock=lambda: now[0])
    for _ in range(20):
        assert misses.wait_s("192.0.2.1") == 0
        misses.count("192.0.2.1")
    assert misses.wait_s("192.0.2.1") == 61
    assert misses.wait_s("192.0.2.2") == 0
    now[0] += 61
    assert misses.wait_s("192.0.2.1") == 0


def test_one_household_is_one_guesser() -> None:
    misses = Misses(most=1)
    misses.count("2001:db8:1:2::1")
    assert misses.wait_s("2001:db8:1:2:ffff::9") > 0
    assert misses.wait_s("2001:db8:1:3::1") == 0
