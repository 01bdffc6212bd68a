"""One frozen `Settings`, built once from the environment (prefix `ASSISTANT_`) and passed in.

Nothing below reads the environment. The settings table in README.md is checked against this file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.errors import SettingsError

PREFIX = "ASSISTANT_"


def split_list(value: object) -> object:
    """The environment has no lists: a text is split at commas, blanks around items dropped."""
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    return value


def find_root() -> Path:
    """The folder that holds `corpus/` and `web/`: the checkout, or the data inside the wheel."""
    package = Path(__file__).resolve().parent
    checkout = package.parent
    return checkout if (checkout / "corpus" / "roadmaps").is_dir() else package / "data"


class Settings(BaseModel):
    """Every setting, with its default; in the environment `ASSISTANT_` + the field in capitals."""

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
    embedder: Annotated[str, Field(description="Embedding model: Hugging Face id or folder")] = (
        "all-MiniLM-L6-v2"
    )
    openai_base_url: Annotated[
        str, Field(description="Base URL of an OpenAI-compatible engine (generator `openai`)")
    ] = ""
    openai_api_key: Annotated[str, Field(description="Its key, where it wants one", repr=False)] = (
        ""
    )
    threads: Annotated[
        int, Field(ge=1, le=256, description="Threads for the embedder and FAISS")
    ] = 1
    public_url: Annotated[
        str, Field(description="Prefix of citation URLs, for pages served elsewhere")
    ] = ""
    database_url: Annotated[
        str,
        Field(
            pattern=r"^(sqlite:///.+|postgres(ql)?(\+psycopg)?://.+)?$",
            repr=False,
            description="Where conversations are kept: `sqlite:///file` or `postgresql://…`; "
            "empty means `<root>/var/assistant.db`",
        ),
    ] = ""
    retention_days: Annotated[
        int, Field(ge=0, description="Days an idle conversation is kept; 0 keeps it for good")
    ] = 365
    draft_slots: Annotated[
        int, Field(ge=1, le=64, description="Drafts that the model writes together")
    ] = 4
    draft_queue: Annotated[
        int,
        Field(
            ge=0,
            le=10_000,
            description="Questions in work beyond the slots; with more, answers are quoted",
        ),
    ] = 2
    deadline_s: Annotated[
        float,
        Field(gt=0, le=600, description="Seconds after which a draft is given up for the quote"),
    ] = 1.5
    max_in_flight: Annotated[
        int, Field(ge=1, description="Questions in work at once; past it a 429 asks to retry")
    ] = 64
    cache_size: Annotated[
        int, Field(ge=0, description="Answers kept in memory for repeated questions; 0 keeps none")
    ] = 2_000
    rate_limit: Annotated[
        str,
        Field(
            pattern=r"^(off|\d+ ?(per|/) ?(\d+ ?)?(second|minute|hour|day)s?)$",
            description="API requests a client may make, such as `120/minute`; `off` for no limit",
        ),
    ] = "120/minute"
    trusted_proxies: Annotated[
        int,
        Field(
            ge=0, le=10, description="Proxies in front whose `X-Forwarded-For` entry is believed"
        ),
    ] = 0
    max_body_bytes: Annotated[
        int, Field(ge=1_024, description="Largest request body accepted, in bytes")
    ] = 262_144
    embed_origins: Annotated[
        tuple[Annotated[str, Field(pattern=r"^https?://[^/\s,;'\"]+$")], ...],
        BeforeValidator(split_list),
        Field(description="Other sites that may use the API and embed pages: origins with commas"),
    ] = ()
    admin_token: Annotated[
        str,
        Field(
            repr=False,
            pattern=r"^[!-~]*$",
            description="Bearer token of the owner's pages and of `/metrics`; empty leaves the "
            "former shut and the latter open",
        ),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(description="Least level that is logged"),
    ] = "info"
    log_format: Annotated[
        Literal["json", "text"], Field(description="Log lines for programs or for people")
    ] = "json"
    shutdown_s: Annotated[
        int, Field(ge=0, le=600, description="Seconds that running answers may take at shutdown")
    ] = 20

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

    @property
    def var_dir(self) -> Path:
        return self.root / "var"

    @property
    def store_url(self) -> str:
        """`database_url` with its default filled in and the driver named."""
        if not self.database_url:
            return f"sqlite:///{self.var_dir / 'assistant.db'}"
        scheme, rest = self.database_url.split("://", 1)
        return self.database_url if scheme == "sqlite" else f"postgresql+psycopg://{rest}"


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
        shown = f"={given.get(key)!r}" if _may_be_shown(str(first["loc"][0])) else ""
        raise SettingsError(f"{key}{shown}: {first['msg']}") from None


def _may_be_shown(name: str) -> bool:
    """Secrets are declared with `repr=False`; their values go into no message."""
    return Settings.model_fields[name].repr
