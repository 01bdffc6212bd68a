"""Puts the service together: routes, limits, headers, and what runs beside the requests.

Knows no adapter: how an assistant is loaded is handed in by `wiring`.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import structlog
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from assistant import __version__
from assistant.records import Roadmap
from assistant.service import problems
from assistant.service.cache import AnswerCache
from assistant.service.docs_page import add_docs
from assistant.service.drafting import DraftGate
from assistant.service.limits import Admission, RateLimit
from assistant.service.live_index import LiveIndex
from assistant.service.mcp_http import McpEndpoint
from assistant.service.middleware import BodyLimit, RequestContext
from assistant.service.openapi import describe
from assistant.service.pages import pages_router
from assistant.service.routes_admin import admin_router
from assistant.service.routes_ask import ask_router
from assistant.service.routes_content import content_router
from assistant.service.routes_health import health_router
from assistant.service.routes_kept import kept_router
from assistant.service.routes_openai import openai_router
from assistant.service.state import Service
from assistant.service.store.store import Store, StoreDownError
from assistant.service.telemetry import Metrics
from assistant.service.tracing import Tracing, build_tracer_provider
from assistant.service.turns import Turns
from assistant.settings import Settings

log = structlog.get_logger()

WATCH_S = 1.0
PURGE_S = 3_600.0
# So many answers are found and quoted at the same time while there are too many to draft. They take
# turns at Python's lock: on two cores eight gave 46 answers a second, three 57 and two 60. But with
# two the event loop took the lock from them while it turned hundreds of users away.
QUOTING_THREADS = 3


def create_app(service: Service) -> FastAPI:
    """The app around `service`."""
    settings, live = service.settings, service.live
    mcp = McpEndpoint(service)
    app = FastAPI(
        title="Roadmap Assistant",
        summary="Answers about career roadmaps, cited to the row.",
        version=__version__,
        lifespan=lambda _: run_beside(service, mcp),
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    for router in (ask_router, content_router, kept_router, openai_router, health_router):
        app.include_router(router)
    app.include_router(admin_router)
    app.include_router(
        pages_router(lambda: loaded_roadmaps(live), settings.web_dir, settings.embed_origins)
    )
    app.router.routes.append(Route("/mcp", mcp, include_in_schema=False))
    add_docs(app)
    problems.install(app, settings.web_dir)
    describe(app)
    add_middleware(app, service)
    return app


def build_service(settings: Settings, live: LiveIndex, gate: DraftGate) -> Service:
    """What the routes share; `gate` is the one that the generator behind `live` drafts through."""
    store = Store(settings.store_url)
    metrics = Metrics()
    provider = build_tracer_provider()
    tracing = Tracing(provider) if provider else None
    cache = AnswerCache(settings.cache_size)
    return Service(
        settings=settings,
        live=live,
        store=store,
        turns=Turns(store, cache, metrics, tracing.answered if tracing else None),
        metrics=metrics,
        rate_limit=RateLimit(settings.rate_limit, settings.trusted_proxies),
        admission=Admission(settings.max_in_flight),
        gate=gate,
        drafters=ThreadPoolExecutor(gate.places, "draft"),
        quoters=ThreadPoolExecutor(QUOTING_THREADS, "quote"),
        tracing=tracing,
    )


def loaded_roadmaps(live: LiveIndex) -> tuple[Roadmap, ...]:
    """What the pages show; nothing while no index is loaded."""
    return live.current.index.roadmaps if live.current else ()


def add_middleware(app: FastAPI, service: Service) -> None:
    """Outermost last: the request's context sees every response, CORS's too."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=service.settings.embed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Content-Type"],
        expose_headers=["Retry-After", "X-Request-ID"],
    )
    app.add_middleware(BodyLimit, most=service.settings.max_body_bytes)
    if service.tracing:
        app.add_middleware(service.tracing.wrap)
    app.add_middleware(RequestContext, metrics=service.metrics)


@contextlib.asynccontextmanager
async def run_beside(service: Service, mcp: McpEndpoint) -> AsyncIterator[None]:
    """Load the index and the schema, then watch the one and purge the other until the end."""
    await asyncio.to_thread(refresh, service)
    await asyncio.to_thread(purge, service)
    collect_garbage()
    tasks = [
        asyncio.create_task(every(WATCH_S, lambda: refresh(service))),
        asyncio.create_task(every(PURGE_S, lambda: purge(service))),
        asyncio.create_task(mcp.run()),
    ]
    with reload_on_hangup(service):
        yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(service.drafters.shutdown)
    await asyncio.to_thread(service.quoters.shutdown)
    service.store.close()
    service.metrics.close()
    if service.tracing:
        await asyncio.to_thread(service.tracing.close)


def collect_garbage() -> None:
    """Turn the garbage collector on where it was off for the start, which leaves it out.

    A start makes a million objects that stay. Searching them again and again took 1.1 s of its 8 s,
    and would hold up an answer for 0.3 s now and then: none is looked at after `freeze`.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


async def every(seconds: float, work: Callable[[], object]) -> None:
    """Run `work` in a thread again and again, whatever becomes of it."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await asyncio.to_thread(work)
        except Exception:
            log.exception("background_work_failed")


def refresh(service: Service, retry: bool = False) -> None:
    """Take up the published index if it is a new one."""
    outcome = service.live.refresh(retry)
    if outcome != "unchanged":
        service.metrics.index_load(outcome)


def purge(service: Service) -> None:
    """Delete what is past its retention; a database that is away is tried again next time."""
    try:
        gone = service.store.purge(service.settings.retention_days)
    except StoreDownError as error:
        log.error("purge_failed", reason=str(error))
    else:
        log.info("purged", conversations=gone)


@contextlib.contextmanager
def reload_on_hangup(service: Service) -> Iterator[None]:
    """SIGHUP tries the published index again, a refused one too (main thread only)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(
        signal.SIGHUP, lambda: loop.run_in_executor(None, refresh, service, True)
    )
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
