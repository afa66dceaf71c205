"""Measurements, run by ``./run bench`` and written to docs/benchmarks.md. No test asserts a time."""
