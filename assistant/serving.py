"""Starts the service's processes: uvicorn for HTTP, stdin and stdout for MCP."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.terminal import progress_bar, say

if TYPE_CHECKING:
    from assistant.wiring import Parts


def run_server(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to stop; running answers are finished first."""
    _require_free(host, port)
    if workers == 1:
        _run_one(settings, host, port)
    else:
        _run_several(settings, host, port, workers)


def _run_one(settings: Settings, host: str, port: int) -> None:
    gc.disable()  # until the service has started: see `collect_garbage` there
    import uvicorn

    from assistant.service.logs import configure_logs
    from assistant.wiring import Parts, build_app

    parts = Parts(settings)
    with progress_bar("Embedding passages") as progress:
        parts.ensure_index(progress, lambda why: say(f"Building the index: {why}."))
    say("Loading the model; the first time this takes some seconds more.")
    _ = parts.generator  # here, so that a model that cannot be loaded is said at once
    configure_logs(settings.log_level, settings.log_format)
    say(f"Serving on http://{host}:{port}")
    uvicorn.run(build_app(settings, parts), host=host, port=port, **_options(settings))


def _run_several(settings: Settings, host: str, port: int, workers: int) -> None:
    """Each worker loads its own models; this process loads none, so the index is made apart."""
    import uvicorn

    made = subprocess.run([sys.executable, "-m", "assistant", "index"], check=False)
    if made.returncode:
        sys.exit(made.returncode)
    metrics = settings.var_dir / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
    say(f"Serving on http://{host}:{port} with {workers} processes")
    uvicorn.run(
        "assistant.wiring:app_from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        **_options(settings),
    )


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "log_config": None,
        "access_log": False,  # it would write addresses; the service logs its requests itself
        "proxy_headers": False,  # believing them is the rate limit's business
        "server_header": False,
        "timeout_graceful_shutdown": settings.shutdown_s,
        # Longer than the 60 s of common proxies: who reuses a connection must not find it closing.
        "timeout_keep_alive": 75,
    }


def _require_free(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(f"cannot listen on {host}:{port}: {reason}; try --port") from error


def run_mcp(parts: Parts) -> None:
    """Answer MCP requests on stdin until it ends; logs go to stderr."""
    gc.disable()
    from assistant.service.app import collect_garbage
    from assistant.service.logs import configure_logs
    from assistant.service.mcp_server import build_mcp

    configure_logs("warning", parts.settings.log_format)
    parts.ensure_index()
    service = parts.service()
    service.live.refresh()
    collect_garbage()
    build_mcp(service).run("stdio")
