"""The real service on the real corpus, quoting only, run as a process.

`python -m browser.real_site FD FOLDER` takes a listening socket from its parent and keeps its
database in FOLDER.
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from assistant.service.logs import configure_logs
from assistant.settings import Settings
from assistant.wiring import Parts, build_app

if __name__ == "__main__":
    database = Path(sys.argv[2]) / "browser.db"
    settings = Settings(
        generator="none",
        database_url=f"sqlite:///{database}",
        rate_limit="off",
        log_level="error",
    )
    configure_logs(settings.log_level, settings.log_format)
    parts = Parts(settings)
    parts.ensure_index()
    uvicorn.run(
        build_app(settings, parts),
        fd=int(sys.argv[1]),
        log_level="error",
        timeout_graceful_shutdown=1,
    )
