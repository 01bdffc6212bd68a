"""The pages that people read: the list, a roadmap, its static files and the error page.

Turns records into HTML with the templates of `web/`. Knows nothing of questions and answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.ingest import anchors, rows
from assistant.records import Roadmap
from assistant.service import page_parts
from assistant.service.page_chart import amounts, salary_charts
from assistant.settings import find_root

SITE_NAME = "Career roadmaps"
# What a person is told first; the detail follows below it.
PLAIN_TITLES = {
    404: "This page does not exist",
    500: "Something went wrong on our side",
    503: "Not available right now",
}
# No inline script or style anywhere; data blocks such as JSON-LD are not scripts to CSP.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors "
)
PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY + "'none'",
    "Cache-Control": "no-cache",
}
# Any site may embed the widget; which of them may call the API is the service's affair.
WIDGET_HEADERS = {
    "Cache-Control": "public, max-age=300",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def pages_router(
    roadmaps: Callable[[], tuple[Roadmap, ...]], web_dir: Path, framed_by: tuple[str, ...] = ()
) -> APIRouter:
    """The routes of the pages; `roadmaps` is asked anew for each, since the index may change.

    `framed_by` are the origins that may show the list and the roadmaps in a frame.
    """
    router = APIRouter(include_in_schema=False)
    headers = PAGE_HEADERS | _may_be_framed(framed_by)
    static = StaticFiles(directory=web_dir / "static")

    @router.get("/", response_class=HTMLResponse)
    def list_page(request: Request, q: str = "") -> HTMLResponse:
        body = _render_list(request, roadmaps(), q, web_dir)
        return HTMLResponse(body, headers=headers)

    @router.get("/roadmaps/{slug}", response_class=HTMLResponse)
    def roadmap_page(request: Request, slug: str) -> HTMLResponse:
        loaded = {roadmap.slug: roadmap for roadmap in roadmaps()}
        if slug not in loaded:
            detail = f"There is no roadmap called “{slug}” here. It may have been renamed."
            return render_error_page(404, "Not Found", detail, web_dir)
        body = _render_roadmap(request, loaded[slug], frozenset(loaded), web_dir)
        return HTMLResponse(body, headers=headers)

    @router.get("/widget.js")
    def widget() -> FileResponse:
        path = web_dir / "static" / "widget.js"
        return FileResponse(path, media_type="text/javascript", headers=WIDGET_HEADERS)

    @router.get("/static/{path:path}")
    async def static_file(request: Request, path: str) -> Response:
        response = await static.get_response(path, request.scope)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return router


def render_error_page(
    status: int, title: str, detail: str, web_dir: Path | None = None
) -> HTMLResponse:
    """A page that says in plain words what went wrong, for browsers; `status` is HTTP's."""
    template = templates(web_dir or find_root() / "web").get_template("error.html")
    body = template.render(status=status, title=PLAIN_TITLES.get(status, title), detail=detail)
    return HTMLResponse(body, status_code=status, headers=PAGE_HEADERS)


def _may_be_framed(origins: tuple[str, ...]) -> dict[str, str]:
    """The policy that lets `origins` frame a page; browsers put it above X-Frame-Options."""
    if not origins:
        return {}
    return {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}'self' {' '.join(origins)}"}


def _render_list(request: Request, loaded: tuple[Roadmap, ...], query: str, web_dir: Path) -> str:
    found = [roadmap for roadmap in loaded if page_parts.matches(roadmap, query)]
    return (
        templates(web_dir)
        .get_template("index.html")
        .render(roadmaps=found, any_loaded=bool(loaded), query=query, canonical=_canonical(request))
    )


def _render_roadmap(
    request: Request, roadmap: Roadmap, loaded: frozenset[str], web_dir: Path
) -> str:
    return (
        templates(web_dir)
        .get_template("roadmap.html")
        .render(
            roadmap=roadmap,
            loaded=loaded,
            canonical=_canonical(request),
            contents=page_parts.table_of_contents(roadmap),
            charts=salary_charts(roadmap),
            questions=page_parts.suggested_questions(roadmap),
            faq_data=Markup(page_parts.faq_data(roadmap)),
        )
    )


@lru_cache(maxsize=4)
def templates(web_dir: Path) -> Environment:
    """The templates of `web_dir`, escaping everything that is not marked as safe."""
    environment = Environment(
        loader=FileSystemLoader(web_dir / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        site_name=SITE_NAME,
        anchors=anchors,
        rows=rows,
        amounts=amounts,
        paragraphs=_paragraphs,
        long_date=page_parts.long_date,
        search_text=page_parts.search_text,
        level_questions=page_parts.level_questions,
        free_sections=page_parts.free_sections,
        pay_anchor=page_parts.PAY_ANCHOR,
    )
    return environment


def _paragraphs(text: str) -> Markup:
    """Plain text as paragraphs: a blank line parts them."""
    parts = (part.strip() for part in text.split("\n\n"))
    return Markup("").join(Markup("<p>{}</p>").format(escape(part)) for part in parts if part)


def _canonical(request: Request) -> str:
    return str(request.url.replace(query="", fragment=""))
