"""Alembic's entry: migrates over the connection it is handed, inside its transaction."""

from __future__ import annotations

from alembic import context

from assistant.service.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
