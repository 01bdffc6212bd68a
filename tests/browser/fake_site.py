"""A site with the real pages and a scripted API, run as a process that tests can kill.

`python -m browser.fake_site FD` takes a listening socket from its parent. How an answer arrives
depends on the question: one with "hold" waits after its first sentence until `/control/release`,
"silent" waits before it, "die" kills the process in mid-answer, "busy", "refuse" and "break" fail
as a server may.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, StreamingResponse
from starlette.middleware.cors import CORSMiddleware

from assistant.ingest.reader import read_roadmap
from assistant.records import Roadmap
from assistant.service.pages import pages_router, render_error_page
from browser import canned, hosts

ROOT = Path(__file__).resolve().parents[2]
FILES = (
    ROOT / "corpus" / "roadmaps" / "ml-engineer.md",
    ROOT / "tests" / "fixtures" / "roadmaps" / "lighthouse-keeper.md",
)


class FakeSite:
    """The scripted API's state: conversations, feedback, and the gate that holds answers."""

    def __init__(self, roadmaps: tuple[Roadmap, ...]) -> None:
        self.roadmaps = {roadmap.slug: roadmap for roadmap in roadmaps}
        self.conversations: dict[str, list[dict[str, Any]]] = {}
        self.feedback: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.gate = asyncio.Event()

    async def stream(self, body: dict[str, Any]) -> AsyncIterator[str]:
        """The events of one answer, as server-sent events."""
        question = body["question"]
        roadmap = self.roadmaps[body.get("roadmap") or next(iter(self.roadmaps))]
        other = next(one for one in self.roadmaps.values() if one is not roadmap)
        answer = canned.pick(question, roadmap, other)
        yield event("start")
        if "silent" in question:
            await self.gate.wait()
        yield event("sources", citations=answer["citations"])
        for number, sentence in enumerate(answer["sentences"]):
            if number == 1 and "hold" in question:
                await self.gate.wait()
            if number == 1 and "die" in question:
                await asyncio.sleep(0.2)  # lets the first sentence reach the socket
                os._exit(9)
            if number == 1 and "break" in question:
                yield event("error", title="Error", status=500, detail="It broke; ask again.")
                return
            yield event("sentence", **sentence)
        yield event("done", **self.keep(body, answer))

    def keep(self, body: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        """Store the turn and return the answer with its ids."""
        conversation = body.get("conversation_id") or uuid4().hex
        whole = {**answer, "conversation_id": conversation, "message_id": uuid4().hex}
        turn = {"question": body["question"], "rating": None, "answer": whole}
        self.conversations.setdefault(conversation, []).append(turn)
        return whole


def event(kind: str, **data: Any) -> str:
    """One server-sent event."""
    return f"data: {json.dumps({'type': kind, **data})}\n\n"


def problem(status: int, detail: str, **headers: str) -> JSONResponse:
    """A problem as the API answers it."""
    return JSONResponse({"title": "Problem", "status": status, "detail": detail}, status, headers)


def build(roadmaps: tuple[Roadmap, ...]) -> FastAPI:
    """The app: pages, the scripted API, host pages and the tests' controls."""
    app = FastAPI()
    site = FakeSite(roadmaps)
    app.include_router(pages_router(lambda: roadmaps, ROOT / "web"))
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"],
        expose_headers=["Retry-After"],
    )  # fmt: skip
    add_api(app, site)
    add_controls(app, site)
    return app


def add_api(app: FastAPI, site: FakeSite) -> None:
    """The endpoints that the widget calls."""

    @app.post("/api/ask/stream", response_model=None)
    async def ask(request: Request) -> StreamingResponse | JSONResponse:
        body = await request.json()
        site.asked.append(body)
        if "busy" in body["question"]:
            return problem(429, "Too many.", **{"Retry-After": "7"})
        if "refuse" in body["question"]:
            return problem(422, "The question is not text.")
        if body.get("conversation_id", "gone") not in {*site.conversations, "gone"}:
            return problem(404, "No such conversation.")
        return StreamingResponse(site.stream(body), media_type="text/event-stream")

    @app.post("/api/feedback")
    async def feedback(request: Request) -> JSONResponse:
        site.feedback.append(await request.json())
        return JSONResponse(site.feedback[-1])

    @app.get("/api/roadmaps/{slug}")
    async def roadmap(slug: str) -> Roadmap:
        return site.roadmaps[slug]

    @app.get("/api/conversations/{key}", response_model=None)
    async def conversation(key: str) -> JSONResponse:
        if key not in site.conversations:
            return problem(404, "No such conversation.")
        return JSONResponse({"conversation_id": key, "messages": site.conversations[key]})


def add_controls(app: FastAPI, site: FakeSite) -> None:
    """What the tests steer and look at, and pages of other sites."""

    @app.post("/control/{action}")
    async def control(action: str) -> JSONResponse:
        if action == "release":
            site.gate.set()
        elif action == "reset":
            site.gate = asyncio.Event()
            site.feedback.clear()
            site.asked.clear()
        return JSONResponse({"feedback": site.feedback, "asked": site.asked})

    @app.get("/host/{name}")
    async def host(name: str, request: Request) -> HTMLResponse:
        # Reached as "localhost", this page embeds the widget of another origin.
        return hosts.page(name, f"http://127.0.0.1:{request.url.port}")

    @app.get("/host-files/{name}")
    async def host_file(name: str) -> FileResponse:
        return hosts.file(name)

    @app.get("/broken")
    async def broken() -> HTMLResponse:
        return render_error_page(500, "Internal Server Error", "The log has the cause.")


if __name__ == "__main__":
    uvicorn.run(
        build(tuple(read_roadmap(path) for path in FILES)),
        fd=int(sys.argv[1]),
        log_level="error",
        timeout_graceful_shutdown=1,
    )
