"""The generator that runs a GGUF file through llama.cpp's Python binding, where that is installed.

It holds back no numbers or words: what it writes is only checked afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from threading import Lock

from assistant.answering.generation.base import DraftRequest
from assistant.answering.generation.weights import find_gguf
from assistant.errors import ModelUnavailableError


class LlamaCppGenerator:
    """One GGUF model, one request at a time; llama.cpp keeps the prompt's common beginning."""

    def __init__(self, model: str, threads: int = 1) -> None:
        """Load `model`, a .gguf path or the default's name.

        Raises ModelUnavailableError without llama-cpp-python or a usable file.
        """
        try:
            binding = import_module("llama_cpp")
        except ImportError as error:
            raise ModelUnavailableError(
                "the llamacpp generator needs llama-cpp-python; "
                "run `pip install roadmap-assistant[llamacpp]`"
            ) from error
        gguf = find_gguf(model)
        if gguf is None:
            raise ModelUnavailableError(f"the llamacpp generator needs a .gguf file, got {model!r}")
        try:
            self._model = binding.Llama(str(gguf), n_ctx=4096, n_threads=threads, verbose=False)
        except (ValueError, OSError) as error:
            raise ModelUnavailableError(f"llama.cpp cannot load {gguf}: {error}") from error
        self.name = model
        self._lock = Lock()

    def stream(self, request: DraftRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield the likeliest continuation, a token a piece."""
        chat = [{"role": turn.role, "content": turn.content} for turn in request.messages]
        with self._lock:
            pieces = self._model.create_chat_completion(
                chat, max_tokens=request.max_tokens, temperature=0.0, stream=True
            )
            for piece in pieces:
                if cancelled():
                    return
                yield piece["choices"][0]["delta"].get("content") or ""
