"""Makes the OpenAPI document say what the service does: every error is a declared problem."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.service.problems import MEDIA_TYPE, Problem

REFERENCE = "#/components/schemas/{model}"


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """`responses=` of a route that may end with these problem statuses (500 always may)."""
    schema = {"$ref": REFERENCE.format(model="Problem")}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
            **({"headers": RETRY_AFTER} if status in (429, 503) else {}),
        }
        for status in (*statuses, 500)
    }


RETRY_AFTER = {
    "Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}},
}


def describe(app: FastAPI) -> None:
    """Let `app.openapi()` carry the Problem schema that `problems` points at."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title, version=app.version, summary=app.summary, routes=app.routes
            )
            problem = Problem.model_json_schema(ref_template=REFERENCE)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(problem.pop("$defs", {}))
            schemas["Problem"] = problem
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
