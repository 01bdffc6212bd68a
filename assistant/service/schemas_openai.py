"""The part of OpenAI's chat completions that clients send and read.

Everything unknown is ignored, as clients send many fields; nothing a client sends reaches a prompt
but the text of its questions.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.service.schemas import clean_text

MODEL = "roadmap-assistant"


class TextPart(BaseModel):
    """A piece of a message; pieces that are not text are refused."""

    type: Literal["text"]
    text: str


class ChatMessageIn(BaseModel):
    """A message. Only the user's are read; system prompts and tool results are ignored."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """All text of the message, cleaned."""
        if isinstance(self.content, list):
            joined = "\n".join(part.text for part in self.content)
        else:
            joined = self.content or ""
        cleaned = clean_text(joined)
        assert isinstance(cleaned, str)
        return cleaned


class StreamOptions(BaseModel):
    """Accepted and ignored: no token counts are made up."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class ChatIn(BaseModel):
    """A chat to continue. Sampling fields (temperature, top_p, seed, …) change nothing here."""

    model_config = ConfigDict(extra="ignore")

    model: str = Field(
        description="`roadmap-assistant`, or `roadmap-assistant/<slug>` for one page"
    )
    messages: Annotated[list[ChatMessageIn], Field(min_length=1, max_length=200)]
    stream: bool = False
    n: Annotated[Literal[1], Field(description="One answer only")] = 1
    stream_options: StreamOptions | None = None

    @property
    def questions(self) -> list[str]:
        """What the user said, oldest first."""
        return [message.text for message in self.messages if message.role == "user"]


class UrlCitation(BaseModel):
    """Where in the content a citation's mark stands, and what it points at."""

    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(BaseModel):
    """A citation, the way OpenAI's web search tells them."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class ChatMessageOut(BaseModel):
    """The answer, with citation marks and the list of sources at its end."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The one answer."""

    index: Literal[0] = 0
    message: ChatMessageOut
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class ChatOut(BaseModel):
    """A finished completion. `id` ends in the message id that feedback can be given on."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]


class Delta(BaseModel):
    """What a chunk adds."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    annotations: list[Annotation] | None = None


class ChunkChoice(BaseModel):
    """The one answer, as it grows."""

    index: Literal[0] = 0
    delta: Delta
    finish_reason: Literal["stop"] | None = None
    logprobs: None = None


class ChatChunk(BaseModel):
    """One event of a streamed completion."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice] = []

    def saying(self, delta: Delta, finish_reason: Literal["stop"] | None = None) -> ChatChunk:
        """The same completion's next event."""
        choice = ChunkChoice(delta=delta, finish_reason=finish_reason)
        return self.model_copy(update={"choices": [choice]})


class ModelOut(BaseModel):
    """Something that `model` may name."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: Literal["roadmap-assistant"] = "roadmap-assistant"


class ModelsOut(BaseModel):
    """All of them."""

    object: Literal["list"] = "list"
    data: list[ModelOut]
