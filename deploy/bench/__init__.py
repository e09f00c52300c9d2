"""Benchmarks: each measures what it compares interleaved, in one run, and reports ratios or a bound it must keep."""
