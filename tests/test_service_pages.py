"""The pages' HTML: anchors, quotations, structured data, errors; and what the widget weighs."""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.ingest.chunker import chunk_roadmap
from assistant.records import Roadmap
from assistant.service.page_chart import salary_charts
from assistant.service.page_parts import suggested_questions, table_of_contents
from assistant.service.pages import pages_router, render_error_page

WEB = Path(__file__).resolve().parents[1] / "web"
VOID = {"meta", "link", "input", "br"}


class Elements(HTMLParser):
    """The text of each element that has an id, and the href of each link."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.links: list[str] = []
        self.scripts: list[str] = []
        self._open: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        key = values.get("id")
        if key is not None:
            assert key not in self.texts, f"two elements have the id {key}"
            self.texts[key] = ""
        if tag == "a":
            self.links.append(values.get("href") or "")
        if tag not in VOID:
            self._open.append(key)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Self-closed: nothing stays open."""

    def handle_endtag(self, _tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for key in filter(None, self._open):
            self.texts[key] += data


def plain(text: str) -> str:
    """White space collapsed, as a browser shows it."""
    return " ".join(text.split())


def client_of(*roadmaps: Roadmap) -> TestClient:
    """A site that has these roadmaps."""
    app = FastAPI()
    app.include_router(pages_router(lambda: roadmaps, WEB))
    return TestClient(app)


@pytest.fixture(params=["ml_roadmap", "lighthouse_roadmap", "beekeeper"])
def roadmap(request: pytest.FixtureRequest) -> Roadmap:
    """Each of the tests' roadmaps in turn."""
    found: Roadmap = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def html(roadmap: Roadmap) -> str:
    """The page of `roadmap`."""
    return client_of(roadmap).get(f"/roadmaps/{roadmap.slug}").text


def test_every_quotable_unit_stands_at_its_anchor(roadmap: Roadmap, html: str) -> None:
    texts = Elements(html).texts
    for chunk in chunk_roadmap(roadmap, lambda text: len(text.split()), max_tokens=60):
        shown = plain(texts[chunk.anchor])
        for unit in chunk.units:
            assert plain(unit) in shown, (chunk.id, unit)


def test_every_link_within_the_page_has_its_target(html: str) -> None:
    elements = Elements(html)
    inside = [link[1:] for link in elements.links if link.startswith("#")]
    assert inside
    assert {*inside} <= elements.texts.keys()


def test_the_contents_name_every_section_once(roadmap: Roadmap) -> None:
    entries = table_of_contents(roadmap)
    listed = [entry.anchor for entry in entries]
    assert len(listed) == len({*listed})
    nested = [child.anchor for entry in entries for child in entry.children]
    assert nested == [level.anchor for level in roadmap.levels]


def test_a_page_has_no_inline_script_or_style_and_no_other_host(html: str) -> None:
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!testserver)', html)
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", html)
    assert scripts in ([], ['<script type="application/ld+json">'])


def test_the_faq_is_structured_data(ml_roadmap: Roadmap) -> None:
    html = client_of(ml_roadmap).get("/roadmaps/ml-engineer").text
    data = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert data["@type"] == "FAQPage"
    asked = [entity["name"] for entity in data["mainEntity"]]
    assert asked == [faq.question for faq in ml_roadmap.faqs]


def test_social_tags_describe_the_roadmap(ml_roadmap: Roadmap) -> None:
    html = client_of(ml_roadmap).get("/roadmaps/ml-engineer?x=1").text
    assert f'<meta property="og:title" content="{ml_roadmap.title}">' in html
    assert '<link rel="canonical" href="http://testserver/roadmaps/ml-engineer">' in html


def test_a_page_says_what_it_is_to_search_engines(html: str) -> None:
    assert '<html lang="en">' in html
    assert html.count("<h1>") == 1
    assert re.search(r"<title>.{10,90}</title>", html)
    assert re.search(r'<meta name="description" content=".{20,300}">', html)
    assert '<meta name="viewport"' in html
    levels = [int(number) for number in re.findall(r"<h([1-6])", html)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_related_path_is_linked_when_it_is_loaded(lighthouse_roadmap: Roadmap) -> None:
    html = client_of(lighthouse_roadmap).get("/roadmaps/lighthouse-keeper").text
    assert "Harbour Pilot" in html
    assert 'href="/roadmaps/harbour-pilot"' not in html


def test_the_list_finds_by_words_of_the_roadmap(
    ml_roadmap: Roadmap, lighthouse_roadmap: Roadmap
) -> None:
    client = client_of(ml_roadmap, lighthouse_roadmap)
    links = Elements(client.get("/?q=fog LAMP").text).links
    assert [link for link in links if "roadmaps" in link] == ["/roadmaps/lighthouse-keeper"]
    assert "Nothing matches “zebra &lt;b&gt;”" in client.get("/?q=zebra <b>").text


def test_an_empty_corpus_says_how_to_begin() -> None:
    page = client_of().get("/")
    assert page.status_code == 200
    assert "No roadmaps yet" in page.text
    assert "corpus/roadmaps/" in page.text


def test_an_unknown_roadmap_is_a_404_that_a_person_understands(ml_roadmap: Roadmap) -> None:
    page = client_of(ml_roadmap).get("/roadmaps/<b>plumber")
    assert page.status_code == 404
    assert "no roadmap called “&lt;b&gt;plumber”" in page.text
    assert "See all roadmaps" in page.text


def test_an_error_page_is_plain_and_escaped() -> None:
    page = render_error_page(500, "Internal Server Error", "It broke at <x>.")
    body = bytes(page.body).decode()
    assert page.status_code == 500
    assert "Something went wrong on our side" in body
    assert "It broke at &lt;x&gt;." in body


def test_pages_forbid_all_but_their_own_files(ml_roadmap: Roadmap) -> None:
    client = client_of(ml_roadmap)
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert client.get("/static/page.css").status_code == 200
    assert client.get("/static/../templates/base.html").status_code == 404
    assert client.get("/static/%2e%2e/templates/base.html").status_code == 404


def test_any_site_may_embed_the_widget_and_it_is_small() -> None:
    response = client_of().get("/widget.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(gzip.compress(response.content)) < 25_000


def test_chart_bars_lie_on_their_scale(lighthouse_roadmap: Roadmap) -> None:
    first, second, third = salary_charts(lighthouse_roadmap)
    assert first.bars[0].amount == "700–1,250 shells a month"
    assert [tick.text for tick in first.ticks] == ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]
    assert (first.bars[0].x, first.bars[0].width) == (14.0, 11.0)
    # The highest level has no pay in the third region.
    assert [len(chart.bars) for chart in (first, second, third)] == [5, 5, 4]
    for bar in (*first.bars, *second.bars, *third.bars):
        assert 0 <= bar.x <= bar.x + bar.width <= 100


def test_suggested_questions_come_from_the_page(roadmap: Roadmap) -> None:
    questions = suggested_questions(roadmap)
    assert 1 <= len(questions) <= 4
    assert all(question.endswith("?") for question in questions)
