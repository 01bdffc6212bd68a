"""Every error as RFC 9457 problem JSON.

Knows status codes and wording; which error arises where is the routes' business.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from assistant.errors import BadQuestionError, UnknownRoadmapError
from assistant.service.headers import add_headers
from assistant.service.pages import render_error_page
from assistant.service.store.store import (
    StoreDownError,
    UnknownConversationError,
    UnknownMessageError,
)
from assistant.service.turns import ClientGoneError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2
CONTENT_TOO_LARGE = "content-too-large"


class InvalidField(BaseModel):
    """One refused value: `pointer` is a JSON pointer into the body or "/query/name"."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details. Clients may branch on `type`; `detail` is for people."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="`urn:roadmap-assistant:problem:<name>`")
    title: str
    status: int
    detail: str
    request_id: str | None = None
    errors: list[InvalidField] | None = None


class ProblemError(Exception):
    """Raised by a route to end the request with this problem."""

    def __init__(
        self, status: int, name: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.name = name
        self.detail = detail
        self.headers = dict(headers or {})


def busy(retry_after_s: int = RETRY_AFTER_S) -> ProblemError:
    """Too many questions are in work in this process."""
    detail = "Too many questions are being answered right now; try again shortly."
    return ProblemError(429, "busy", detail, {"Retry-After": str(retry_after_s)})


def not_ready() -> ProblemError:
    """No index is loaded (yet)."""
    detail = "The assistant is not ready: no index is loaded. Try again shortly."
    return ProblemError(503, "not-ready", detail, {"Retry-After": str(RETRY_AFTER_S)})


def problem_response(
    request: Request,
    status: int,
    name: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[InvalidField] | None = None,
) -> Response:
    """A problem as a response; OpenAI's paths carry the same text in OpenAI's `error` member."""
    problem = Problem(
        type=f"urn:roadmap-assistant:problem:{name}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        request_id=getattr(request.state, "request_id", None),
        errors=errors,
    )
    if wants_page(request):
        page = render_error_page(status, problem.title, detail, request.app.state.web_dir)
        page.headers.update(headers or {})
        return page
    body: dict[str, Any] = problem.model_dump(exclude_none=True)
    if request.url.path.startswith("/v1/"):
        kind = "server_error" if status >= 500 else "invalid_request_error"
        body["error"] = {"message": detail, "type": kind, "param": None, "code": name}
    return JSONResponse(body, status, dict(headers or {}), media_type=MEDIA_TYPE)


def wants_page(request: Request) -> bool:
    """A person with a browser reads this, not a program."""
    is_api = request.url.path.startswith(("/api/", "/v1/", "/mcp"))
    return not is_api and "text/html" in request.headers.get("accept", "")


def pointer(location: tuple[int | str, ...]) -> str:
    """("body", "question") -> "/question"; ("query", "k") -> "/query/k"."""
    parts = location[1:] if location and location[0] == "body" else location
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in parts)


async def on_validation_error(request: Request, error: Exception) -> Response:
    """Broken JSON is 400; a body or parameter that breaks its schema is 422."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem_response(request, 400, "broken-json", "The body is not valid JSON.")
    errors = [InvalidField(pointer=pointer(item["loc"]), detail=item["msg"]) for item in found]
    detail = "; ".join(f"{item.pointer}: {item.detail}" for item in errors[:3])
    return problem_response(request, 422, "invalid-request", detail, errors=errors)


async def on_http_error(request: Request, error: Exception) -> Response:
    """What the framework raises itself: 404, 405, 413."""
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    name = CONTENT_TOO_LARGE if error.status_code == 413 else phrase.lower().replace(" ", "-")
    detail = error.detail if error.detail != phrase else f"{phrase}: {request.url.path}"
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(allowed_methods(request))
    return problem_response(request, error.status_code, name, detail, headers)


def allowed_methods(request: Request) -> list[str]:
    """Methods of every route with this path; the framework names only the first route's."""
    return [
        method
        for method in ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


async def on_problem(request: Request, error: Exception) -> Response:
    """A problem that a route raised."""
    assert isinstance(error, ProblemError)
    return problem_response(request, error.status, error.name, error.detail, error.headers)


async def on_bad_question(request: Request, error: Exception) -> Response:
    """The assistant's own refusal of a question."""
    return problem_response(request, 422, "bad-question", str(error))


async def on_unknown(request: Request, error: Exception) -> Response:
    """A roadmap, conversation or message that does not exist."""
    names: dict[type[Exception], str] = {
        UnknownRoadmapError: "unknown-roadmap",
        UnknownConversationError: "unknown-conversation",
        UnknownMessageError: "unknown-message",
    }
    return problem_response(request, 404, names[type(error)], str(error))


async def on_store_down(request: Request, _error: Exception) -> Response:
    """The database cannot be reached; nothing was acknowledged."""
    detail = "The database cannot be reached, so nothing was kept. Try again shortly."
    headers = {"Retry-After": str(RETRY_AFTER_S)}
    return problem_response(request, 503, "database-unavailable", detail, headers)


async def on_client_gone(_request: Request, _error: Exception) -> Response:
    """Nobody reads this; 499 is what proxies write in their logs then."""
    return Response(status_code=499)


async def on_crash(request: Request, _error: Exception) -> Response:
    """A defect; the log has the traceback under the request id."""
    detail = "Something went wrong here. The log has the cause under this request id."
    response = problem_response(request, 500, "internal-error", detail)
    add_headers(
        response.headers, request.state.request_id
    )  # sent from outside of the middleware that adds them
    return response


def install(app: FastAPI, web_dir: Path) -> None:
    """Register the handlers above; `web_dir` has the page that browsers get."""
    app.state.web_dir = web_dir
    app.add_exception_handler(RequestValidationError, on_validation_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(ProblemError, on_problem)
    app.add_exception_handler(BadQuestionError, on_bad_question)
    app.add_exception_handler(UnknownRoadmapError, on_unknown)
    app.add_exception_handler(UnknownConversationError, on_unknown)
    app.add_exception_handler(UnknownMessageError, on_unknown)
    app.add_exception_handler(StoreDownError, on_store_down)
    app.add_exception_handler(ClientGoneError, on_client_gone)
    app.add_exception_handler(Exception, on_crash)
