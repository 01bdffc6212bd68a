"""Connections: one engine for SQLite or PostgreSQL, set up so that a commit is on disk.

Knows drivers and pragmas, not tables.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

# How long a write waits for another process's write before it is given up.
LOCK_WAIT_S = 5
_BUSY_PAUSE_S = 0.01
# A dead server must be noticed in seconds, not in TCP's two hours.
POSTGRES_OPTIONS = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "tcp_user_timeout": 5_000,
    "options": f"-c statement_timeout={LOCK_WAIT_S * 1000} -c lock_timeout={LOCK_WAIT_S * 1000}",
}


def connect(url: str) -> Engine:
    """An engine for `url` (sqlite:///file or postgresql+psycopg://…). Opens no connection yet."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url, pool_pre_ping=True, pool_timeout=LOCK_WAIT_S, connect_args=POSTGRES_OPTIONS
    )


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    assert path is not None
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_timeout=LOCK_WAIT_S, connect_args={"timeout": LOCK_WAIT_S})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # transactions are opened by `_begin`, not by the driver
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")  # a commit survives power loss
    connection.execute("PRAGMA foreign_keys=ON")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. While others do so with a new file SQLite says that it is busy
    at once, whatever the timeout of the connection is."""
    given_up = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # or an extended code of it
            if not busy or time.monotonic() > given_up:
                raise
            time.sleep(_BUSY_PAUSE_S)
        else:
            return


def _begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock first, so two writers wait instead of failing half-way.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
