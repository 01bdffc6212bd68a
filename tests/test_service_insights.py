"""What people could not find out: counted, clustered, and turned into something to paste."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant, FakeIndex
from service_app import fake_settings, running
from typer.testing import CliRunner

import assistant.wiring
from assistant.cli import app
from assistant.ingest.reader import read_roadmap
from assistant.service.insights import gather, plain, wordings_of
from assistant.service.insights_proposals import eval_row, faq_entry, faq_question
from assistant.service.store.store import KeptQuestion, Rating
from eval.dataset import read_rows

PAGE = Path(__file__).parent / "fixtures" / "roadmaps" / "lighthouse-keeper.md"
NASTY = "<script>alert(1)</script> weather \x1b[31m[bold]*red*[/] pay_ment?"
TOKEN = {"authorization": "Bearer owner-token"}


def kept(
    question: str,
    *,
    abstained: bool = False,
    rating: Rating | None = None,
    comment: str | None = None,
    interpreted_as: str | None = None,
) -> KeptQuestion:
    """A question of one roadmap."""
    return KeptQuestion(question, "lamp-tender", interpreted_as, abstained, rating, comment)


def test_the_same_words_are_counted_together() -> None:
    asked = [kept("What pay?"), kept("what pay", abstained=True), kept("and there?"), kept(" ")]
    asked.append(kept("and up north?", interpreted_as="What pay?", rating="down", comment="no!"))
    first, second = wordings_of(asked)
    assert (first.text, first.asked, first.abstained, first.down) == ("What pay?", 3, 1, 1)
    assert first.comments == ("no!",)
    assert (second.text, second.asked, second.unmet) == ("and there?", 1, 0)


def test_near_questions_form_a_cluster_and_far_ones_do_not() -> None:
    asked = [kept("is there leave for lamp tenders?", abstained=True)] * 3
    asked += [kept("how much leave is there for lamp tenders?", rating="down")]
    asked += [kept("who paints doors?")]
    insights = gather(asked, FakeIndex())
    assert [(cluster.asked, cluster.unmet) for cluster in insights.clusters] == [(4, 4), (1, 0)]
    assert [cluster.label for cluster in insights.unmet] == ["is there leave for lamp tenders?"]
    assert (insights.asked, insights.abstained, insights.up, insights.down) == (5, 3, 0, 1)
    nearest = insights.clusters[0].nearest
    assert nearest
    assert nearest.anchor == "level-1-salary-north"


def test_nothing_asked_is_no_cluster() -> None:
    assert gather([], FakeIndex()).clusters == ()


def test_a_roadmap_that_is_gone_is_searched_for_in_the_others() -> None:
    gone = KeptQuestion("what?", "no-longer-there", None, True, None, None)
    [cluster] = gather([gone], FakeIndex()).clusters
    assert cluster.roadmap == "no-longer-there"
    assert cluster.nearest


def test_what_strangers_typed_is_one_line_without_control_signs() -> None:
    assert plain("a\n\tb\x1b[31m\u202ec\u200bd\u2028e") == "a b [31mcd e"


@pytest.mark.parametrize("question", [NASTY, "how often is the brass polished", "???", "💰"])
def test_a_proposed_entry_can_be_pasted_into_a_page(question: str, tmp_path: Path) -> None:
    [cluster] = gather([kept(question, abstained=True)], FakeIndex()).clusters
    page = tmp_path / "lighthouse-keeper.md"
    page.write_text(PAGE.read_text(encoding="utf-8") + "\n" + faq_entry(cluster), "utf-8")
    faq = read_roadmap(page).faqs[-1]
    assert faq.question == faq_question(cluster)
    assert faq.answer.startswith("Write the answer here")
    row = json.loads(eval_row(cluster))
    assert row["support"] == [faq.anchor]
    assert row["roadmap"] == "lamp-tender"


def test_a_proposed_row_belongs_to_a_question_set(tmp_path: Path) -> None:
    [cluster] = gather([kept("how often is brass polished?")], FakeIndex()).clusters
    (tmp_path / "kept.jsonl").write_text(eval_row(cluster) + "\n", encoding="utf-8")
    [row] = read_rows(tmp_path / "kept.jsonl")
    assert row.turns == ("how often is brass polished?",)


def test_the_page_shows_what_was_not_answered_and_runs_none_of_it(tmp_path: Path) -> None:
    with running(tmp_path, admin_token="owner-token") as (client, _):
        client.post("/api/ask", json={"question": NASTY})
        answered = client.post("/api/ask", json={"question": "what pay?"}).json()
        body = {"message_id": answered["message_id"], "rating": "down", "comment": "<b>no</b>"}
        client.post("/api/feedback", json=body)
        page = client.get("/admin/insights", headers=TOKEN)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>" not in page.text
    assert "<b>" not in page.text
    assert "\x1b" not in page.text
    assert "### What pay?" in page.text
    assert len(re.findall('class="cluster"', page.text)) == 2


def test_the_page_says_when_all_is_well(tmp_path: Path) -> None:
    with running(tmp_path, admin_token="owner-token") as (client, _):
        client.post("/api/ask", json={"question": "what pay?"})
        assert "every question was answered" in client.get("/admin/insights", headers=TOKEN).text


def test_the_page_is_the_owners_alone(tmp_path: Path) -> None:
    def basic(text: str) -> str:
        return "Basic " + base64.b64encode(text.encode()).decode()

    wrong = ["Bearer", "Bearer x", basic("owner-token"), basic("owner-token:"), basic("a:b")]
    with running(tmp_path, admin_token="owner-token") as (client, _):
        for given in ("", *wrong, "Basic %%%", "Digest owner-token"):
            refused = client.get("/admin/insights", headers={"authorization": given})
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Basic ")
        for given in ("Bearer owner-token", basic("anyone:owner-token")):
            assert client.get("/admin/insights", headers={"authorization": given}).is_success


def test_a_browser_is_asked_for_the_token(tmp_path: Path) -> None:
    with running(tmp_path, admin_token="owner-token") as (client, _):
        refused = client.get("/admin/insights", headers={"accept": "text/html"})
    assert refused.status_code == 401
    assert refused.headers["content-type"].startswith("text/html")
    assert refused.headers["www-authenticate"].startswith("Basic ")


def test_without_a_token_the_page_is_shut(tmp_path: Path) -> None:
    with running(tmp_path) as (client, _):
        for given in ("", "Bearer ", "Basic Og=="):
            refused = client.get("/admin/insights", headers={"authorization": given})
            assert refused.status_code == 401


def test_guessing_the_token_is_rate_limited(tmp_path: Path) -> None:
    with running(tmp_path, admin_token="owner-token", rate_limit="3/minute") as (client, _):
        codes = [client.get("/admin/insights").status_code for _ in range(5)]
    assert codes == [401, 401, 401, 429, 429]


def test_the_command_prints_clusters_and_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = fake_settings(tmp_path)
    with running(tmp_path) as (client, _):
        for question in (NASTY, "is the weather bad?", "what pay?"):
            client.post("/api/ask", json={"question": question})

    class FakeParts:
        def __init__(self, *_: object) -> None:
            self.settings = settings
            self.made = FakeAssistant()

        def ensure_index(self, *_: object) -> FakeIndex:
            return FakeIndex()

    monkeypatch.setattr(assistant.wiring, "Parts", FakeParts)
    printed = CliRunner(env={"COLUMNS": "120"}).invoke(app, ["insights"])
    assert printed.exit_code == 0
    assert "### Is the weather bad?" in printed.stdout
    assert "what pay?" in printed.stdout
    assert "\x1b[31m" not in printed.stdout
    row = next(line for line in printed.stdout.splitlines() if line.startswith('{"id"'))
    assert json.loads(row)["kind"] == "faq"
