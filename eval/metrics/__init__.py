"""Deterministic metrics, one family a file, all pure functions. No model judges anything here."""
