"""Conversations, messages and feedback."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("updated_ms", sa.BigInteger, nullable=False, index=True),
    )
    _messages()
    op.create_table(
        "feedback",
        sa.Column(
            "message_id",
            sa.String(32),
            sa.ForeignKey("messages.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("rating", sa.String(8), nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("given_ms", sa.BigInteger, nullable=False),
    )


def _messages() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    parent = sa.ForeignKey("conversations.id", ondelete="CASCADE")
    op.create_table(
        "messages",
        sa.Column("number", number, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("conversation_id", sa.String(32), parent, nullable=False, index=True),
        sa.Column("asked_ms", sa.BigInteger, nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("roadmap", sa.String(100)),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("abstained", sa.Boolean, nullable=False),
        sa.Column("written_by", sa.String(16), nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("index_version", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
    )
