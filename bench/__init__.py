"""Benchmarks: they print figures, one JSON object a line; they are not timed tests."""
