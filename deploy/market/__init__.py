"""The practice market: invented employers on loopback that stand for the outside world."""
