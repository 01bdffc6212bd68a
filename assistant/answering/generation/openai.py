"""The generator that asks any OpenAI-compatible engine (vLLM, llama.cpp server, Ollama) over HTTP.

It holds back no numbers or words: what the engine writes is only checked afterwards. It sends the
prompt and nothing else, and never puts the key into a message.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from assistant.answering.generation.base import DraftRequest
from assistant.errors import ModelUnavailableError


class OpenAIGenerator:
    """`model` as served under `base_url` (ending in "/v1" or whatever the engine calls it).

    An engine that is silent for `patience` seconds (> 0) is given up: the answer is then quoted.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str = "",
        *,
        patience: float = 1.5,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Raises ModelUnavailableError when `base_url` is no HTTP address; does not connect."""
        if not base_url.startswith(("http://", "https://")):
            raise ModelUnavailableError(
                f"the openai generator needs ASSISTANT_OPENAI_BASE_URL, got {base_url!r}"
            )
        self.name = model
        self._client = httpx.Client(
            base_url=base_url,
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=patience,
            transport=transport,
        )

    def stream(self, request: DraftRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield what the engine streams; hang up when cancelled.

        Raises ModelUnavailableError when it cannot be reached, refuses or answers nonsense.
        """
        body = {
            "model": self.name,
            "messages": [{"role": turn.role, "content": turn.content} for turn in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": 0,
            "stream": True,
        }
        try:
            with self._client.stream("POST", "chat/completions", json=body) as response:
                self._refuse_failure(response)
                for line in response.iter_lines():
                    if cancelled() or line.strip() == "data: [DONE]":
                        return
                    yield _text_of(line)
        except httpx.HTTPError as error:
            raise ModelUnavailableError(f"{self._where()} does not answer: {error}") from error
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise ModelUnavailableError(f"{self._where()} sent no chat completion") from error

    def _refuse_failure(self, response: httpx.Response) -> None:
        if response.is_error:
            said = response.read().decode("utf-8", "replace")[:200]
            raise ModelUnavailableError(f"{self._where()} answered {response.status_code}: {said}")

    def _where(self) -> str:
        return f"the engine at {self._client.base_url}"


def _text_of(line: str) -> str:
    """The text in one line of a server-sent event stream; nothing for any other line."""
    if not line.startswith("data:"):
        return ""
    event: dict[str, Any] = json.loads(line.removeprefix("data:"))
    choices = event["choices"]
    return str(choices[0]["delta"].get("content") or "") if choices else ""
