"""The owner's pages, behind the owner's token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from assistant.service.insights import gather
from assistant.service.insights_proposals import eval_row, faq_entry
from assistant.service.pages import PAGE_HEADERS, templates
from assistant.service.state import ServiceDep, limit_rate, require_owner

# Clustering takes the square of the number of wordings: a page is kept quick, the command line
# (`roadmap-assistant insights --most`) may take longer.
MOST_QUESTIONS = 2_000
SHOWN = 50

# Limited before the token is looked at, so that it cannot be guessed at speed.
admin_router = APIRouter(
    prefix="/admin",
    include_in_schema=False,
    dependencies=[Depends(limit_rate), Depends(require_owner)],
)


@admin_router.get("/insights", response_class=HTMLResponse)
def insights_page(
    service: ServiceDep, days: Annotated[int, Query(ge=1, le=3_650)] = 30
) -> HTMLResponse:
    """What people ask and could not find out, with what an author may paste."""
    questions = service.store.questions(days, MOST_QUESTIONS)
    found = gather(questions, service.snapshot().index)
    body = (
        templates(service.settings.web_dir)
        .get_template("insights.html")
        .render(
            days=days,
            insights=found,
            unmet=[
                (cluster, faq_entry(cluster), eval_row(cluster)) for cluster in found.unmet[:SHOWN]
            ],
            popular=found.clusters[:SHOWN],
            full=len(questions) == MOST_QUESTIONS,
        )
    )
    headers = PAGE_HEADERS | {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HTMLResponse(body, headers=headers)
