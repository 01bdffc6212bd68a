"""Brings a database to the newest schema at start; several workers may try at once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

MIGRATIONS = Path(__file__).parent / "migrations"
# Any fixed number: PostgreSQL's advisory lock under which one process migrates.
LOCK_KEY = 7_316_204


def migrate(engine: Engine) -> None:
    """Run what is missing, all of it or nothing; a second process waits and then finds it done.

    A schema that a newer release has made is left as it is: releases only add to it, so that old
    and new ones can run side by side.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:  # on SQLite this holds the write lock already
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        if not _is_newer(connection, config):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _is_newer(connection: Connection, config: Config) -> bool:
    """Whether the schema is of a revision that this release does not know."""
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    return current is not None and current not in known
