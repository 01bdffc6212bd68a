"""Settings: what the environment may say, and how it is told when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings, load_settings

README = Path(__file__).resolve().parent.parent / "README.md"


def test_other_peoples_variables_are_left_alone() -> None:
    assert load_settings({"HOME": "/", "ASSIST": "x"}) == Settings()


def test_values_come_as_text() -> None:
    settings = load_settings(
        {
            "ASSISTANT_THREADS": "4",
            "ASSISTANT_DEADLINE_S": "0.5",
            "ASSISTANT_ROOT": "/somewhere",
            "ASSISTANT_EMBED_ORIGINS": " https://a.example, http://b.example:8080 ,",
        }
    )
    assert (settings.threads, settings.deadline_s) == (4, 0.5)
    assert settings.index_dir == Path("/somewhere/index")
    assert settings.embed_origins == ("https://a.example", "http://b.example:8080")


def test_an_unknown_setting_is_named_with_the_nearest_known() -> None:
    with pytest.raises(SettingsError, match=r"ASSISTANT_MODLE; did you mean ASSISTANT_MODEL\?"):
        load_settings({"ASSISTANT_MODLE": "x"})
    with pytest.raises(SettingsError, match="ASSISTANT_ROOT"):
        load_settings({"ASSISTANT_ZZZ": "x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GENERATOR", "gpt"),
        ("THREADS", "many"),
        ("THREADS", "0"),
        ("RATE_LIMIT", "a lot"),
        ("RETENTION_DAYS", "-1"),
        ("EMBED_ORIGINS", "https://a.example/path"),
        ("EMBED_ORIGINS", "*"),
        ("LOG_LEVEL", "loud"),
        ("MAX_BODY_BYTES", "12"),
    ],
)
def test_a_malformed_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({f"ASSISTANT_{name}": value})
    assert str(raised.value).startswith(f"ASSISTANT_{name}={value!r}: ")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"), [("ADMIN_TOKEN", "hush hush"), ("DATABASE_URL", "mysql://me:hush@host/db")]
)
def test_a_secret_is_never_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({f"ASSISTANT_{name}": value})
    assert "hush" not in str(raised.value)
    assert raised.value.__cause__ is None
    kept = load_settings({"ASSISTANT_ADMIN_TOKEN": "hush", "ASSISTANT_OPENAI_API_KEY": "hush"})
    assert "hush" not in repr(kept)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("", "sqlite:////site/var/assistant.db"),
        ("sqlite:////elsewhere.db", "sqlite:////elsewhere.db"),
        ("postgres://me@host/db", "postgresql+psycopg://me@host/db"),
        ("postgresql://me@host/db", "postgresql+psycopg://me@host/db"),
        ("postgresql+psycopg://me@host/db", "postgresql+psycopg://me@host/db"),
    ],
)
def test_the_database_is_named_with_its_driver(given: str, used: str) -> None:
    settings = load_settings({"ASSISTANT_ROOT": "/site", "ASSISTANT_DATABASE_URL": given})
    assert settings.store_url == used


def test_every_setting_is_described() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name


def test_the_readme_lists_every_setting_and_no_other() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `ASSISTANT_")]
    listed = [row.split("`")[1] for row in rows]
    assert sorted(listed) == sorted(f"ASSISTANT_{name.upper()}" for name in Settings.model_fields)
