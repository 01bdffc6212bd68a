"""Kept conversations, messages and feedback: SQLite or PostgreSQL."""
