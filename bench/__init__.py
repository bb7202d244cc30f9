"""Benchmarks: measured as ratios to a peer that runs beside in the same go. Never run as tests."""
