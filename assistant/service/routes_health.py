"""For those who run the service: is it up, is it ready, how does it do."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from assistant import __version__
from assistant.service.openapi import problems
from assistant.service.schemas_kept import HealthOut, ReadyOut
from assistant.service.state import ServiceDep, require_admin
from assistant.service.store.store import StoreDownError

health_router = APIRouter(tags=["operation"])


@health_router.get("/healthz", responses=problems())
async def health() -> HealthOut:
    """The process runs."""
    return HealthOut(version=__version__)


@health_router.get(
    "/readyz",
    responses={503: {"model": ReadyOut, "description": "Not ready"}, **problems()},
)
def ready(service: ServiceDep, response: Response) -> ReadyOut:
    """Ready when an index and a model are loaded and the database answers."""
    try:
        service.store.ping()
        store_up = True
    except StoreDownError:
        store_up = False
    current = service.live.current
    is_ready = current is not None and store_up
    response.status_code = 200 if is_ready else 503
    return ReadyOut(
        ready=is_ready,
        index_version=current.index.version if current else None,
        model=current.model if current else None,
        roadmaps=len(current.index.roadmaps) if current else 0,
        store="ok" if store_up else "down",
        refused=service.live.refused,
    )


@health_router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems(401)},
)
async def metrics(request: Request, service: ServiceDep) -> Response:
    """Prometheus metrics; behind the owner's token where one is set."""
    if service.settings.admin_token:
        await require_admin(request, service)
    service.metrics.gauge("in_flight", service.admission.in_flight)
    service.metrics.gauge("draft_queue_depth", service.gate.taken)
    return Response(service.metrics.render(), media_type=service.metrics.media_type)
