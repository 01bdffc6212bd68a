"""The service: answers over HTTP, kept conversations, limits and telemetry."""
