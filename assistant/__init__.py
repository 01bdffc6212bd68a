"""Roadmap Assistant: answers about a career roadmap, grounded in its page and cited to the row."""

__version__ = "0.1.0"
