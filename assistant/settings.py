"""One frozen `Settings`, built once from the environment (prefix `ASSISTANT_`) and passed in.

Nothing below reads the environment. The settings table in README.md is checked against this file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SettingsError

PREFIX = "ASSISTANT_"


def find_root() -> Path:
    """The folder that holds `corpus/` and `web/`: the checkout, or the data inside the wheel."""
    package = Path(__file__).resolve().parent
    checkout = package.parent
    return checkout if (checkout / "corpus" / "roadmaps").is_dir() else package / "data"


class Settings(BaseModel):
    """Every setting, with its default. Environment names are `ASSISTANT_` + the upper-cased field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    root: Annotated[Path, Field(description="Folder with corpus/, index/ and web/")] = Field(
        default_factory=find_root
    )
    generator: Annotated[
        Literal["transformers", "llamacpp", "openai", "none"],
        Field(description="Who phrases answers; `none` quotes the page only"),
    ] = "transformers"
    model: Annotated[
        str, Field(description="Generator model: Hugging Face id, folder, GGUF path or engine name")
    ] = "smollm2-135m-instruct"
    embedder: Annotated[
        str, Field(description="Embedding model: Hugging Face id or folder")
    ] = "all-MiniLM-L6-v2"
    openai_base_url: Annotated[
        str, Field(description="Base URL of an OpenAI-compatible engine (generator `openai`)")
    ] = ""
    openai_api_key: Annotated[str, Field(description="Its key, where it wants one", repr=False)] = ""
    threads: Annotated[
        int, Field(ge=1, le=256, description="Threads for the embedder and FAISS")
    ] = 1
    public_url: Annotated[
        str, Field(description="Prefix of citation URLs, for pages served elsewhere")
    ] = ""

    @property
    def roadmaps_dir(self) -> Path:
        return self.root / "corpus" / "roadmaps"

    @property
    def vocabulary_dir(self) -> Path:
        return self.root / "corpus" / "vocabulary"

    @property
    def index_dir(self) -> Path:
        return self.root / "index"

    @property
    def models_dir(self) -> Path:
        return self.root / "index" / "models"

    @property
    def web_dir(self) -> Path:
        return self.root / "web"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Build `Settings` from `environ`.

    Raises SettingsError naming the variable: unknown (with the nearest known name) or malformed.
    """
    given = {key: value for key, value in environ.items() if key.startswith(PREFIX)}
    known = {PREFIX + name.upper(): name for name in Settings.model_fields}
    for key in given:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(sorted(known))}"
            raise SettingsError(f"unknown setting {key}{hint}")
    try:
        return Settings.model_validate({known[key]: value for key, value in given.items()})
    except ValidationError as error:
        first = error.errors()[0]
        key = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"{key}={given.get(key)!r}: {first['msg']}") from error
