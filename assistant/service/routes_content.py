"""What is loaded: roadmaps, and the search over their passages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.concurrency import run_in_threadpool

from assistant.records import Roadmap
from assistant.service.openapi import problems
from assistant.service.schemas import HitOut, RoadmapsOut, RoadmapSummary, SearchIn, SearchOut, Slug
from assistant.service.state import ServiceDep, limit_rate

content_router = APIRouter(
    prefix="/api",
    tags=["roadmaps"],
    dependencies=[Depends(limit_rate)],
    responses=problems(422, 429, 503),
)


@content_router.get("/roadmaps")
async def list_roadmaps(service: ServiceDep) -> RoadmapsOut:
    """The roadmaps that questions can be about."""
    prefix = service.settings.public_url
    loaded = service.snapshot().index.roadmaps
    return RoadmapsOut(roadmaps=[RoadmapSummary.of(roadmap, prefix) for roadmap in loaded])


@content_router.get("/roadmaps/{slug}", responses=problems(404))
async def get_roadmap(slug: Annotated[Slug, Path()], service: ServiceDep) -> Roadmap:
    """A whole roadmap, typed."""
    return service.snapshot().require_roadmap(slug)


@content_router.get("/search", responses=problems(404))
async def search(query: Annotated[SearchIn, Query()], service: ServiceDep) -> SearchOut:
    """Ranked passages with their scores, to see what an answer could rest on."""
    snapshot = service.snapshot()
    if query.roadmap is not None:
        snapshot.require_roadmap(query.roadmap)
    hits = await run_in_threadpool(snapshot.index.search, query.q, query.k, query.roadmap)
    prefix = service.settings.public_url
    return SearchOut(
        query=query.q,
        index_version=snapshot.index.version,
        hits=[HitOut.of(hit, prefix) for hit in hits],
    )
