"""Running, adding up, writing, comparing and showing, with stub systems and the fake embedder."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from eval_rows import SALARY_ANCHOR, StubSystem, make_answer, make_row
from fakes import FakeEmbedder
from rich.console import Console

from assistant.settings import Settings
from eval.compare import RowScore, compare, read_baseline, scores, write_baseline
from eval.dataset import Kind
from eval.report.plots import accuracy_by_kind
from eval.report.render import render_report
from eval.results import (
    RunInfo,
    RunResult,
    package_versions,
    read_results,
    this_machine,
    write_results,
)
from eval.runner import measure_retrieval, run_system
from eval.sample import stratified
from eval.summary import summarise
from eval.terminal import print_changes, print_result
from eval.withhold import rows_for, without_faq
from eval.world import World, open_world, roadmaps_of

ROWS = (
    make_row("dev-1", reference="A Lamplighter earns 1,200–1,900 shells."),
    make_row("dev-2", kind=Kind.CONVERSATION, turns=("hi", "and pay of a lamplighter?")),
    make_row("dev-3", kind=Kind.NEAR_MISS, answerable=False, turns=("pay of <b>bakers</b>?",)),
    make_row("dev-4", kind=Kind.SKILLS, must=(("Semaphore",),), turns=("what must one know?",)),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    settings = Settings()
    root = tmp_path_factory.mktemp("world")
    return open_world(settings, root, FakeEmbedder(), roadmaps_of("dev", settings))


@pytest.fixture(scope="module")
def result(world: World) -> RunResult:
    run = run_system(StubSystem(make_answer()), ROWS, world.pages, world.index)
    info = RunInfo(
        started="2025-01-01T00:00:00Z",
        split="dev",
        rows=len(ROWS),
        withhold_faq=False,
        roadmap_hint=True,
        index_version=world.index.version,
        embedder="fake",
        generator="none",
        model="none",
        versions=package_versions(),
        machine=this_machine(),
    )
    return RunResult(
        info, (summarise(run),), measure_retrieval(ROWS, world.pages, world.index), (run,)
    )


def test_a_world_holds_both_roadmaps_side_by_side(world: World) -> None:
    assert set(world.pages) == {"ml-engineer", "lighthouse-keeper"}
    assert world.settings.index_dir.parent == world.settings.root


def test_the_faq_can_be_withheld(tmp_path: Path) -> None:
    settings = Settings()
    pages = roadmaps_of("dev", settings)
    bare = open_world(settings, tmp_path / "bare", FakeEmbedder(), pages, withhold_faq=True)
    assert all(not page.faqs and page.levels for page in bare.index.roadmaps)
    left, lost = rows_for(
        (ROWS[0], make_row(must=(("400 metres",),), support=("faq-swim",))), bare.pages
    )
    assert (left.answerable, lost.answerable) == (True, False)
    assert left.support == (("level-2", SALARY_ANCHOR),)
    assert without_faq("## A\n\nx\n\n## FAQ\n\n### Q\n\ny\n\n## B\n") == "## A\n\nx\n\n## B\n"


def test_a_system_is_told_the_roadmap_unless_it_shall_find_it(world: World) -> None:
    system = StubSystem(make_answer())
    run_system(system, ROWS[:1], world.pages, world.index)
    run_system(system, ROWS[:1], world.pages, world.index, hint=False)
    assert [roadmap for _, roadmap in system.asked] == ["lighthouse-keeper", None]


def test_a_run_adds_up(result: RunResult) -> None:
    (summary,) = result.summaries
    assert summary.right is not None
    assert summary.right.mean == 0.5
    assert {kind: e.mean for kind, e in summary.right_by_kind.items()} == {
        "conversation": 1.0,
        "near_miss": 0.0,
        "salary": 1.0,
        "skills": 0.0,
    }
    assert summary.follow_up_right is not None
    assert summary.follow_up_right.mean == 1.0
    assert (summary.abstention_recall, summary.over_refusal) == (0.0, 0.0)
    assert summary.written_by == {"quote": 1.0}
    assert (summary.first_ms_p50, summary.total_ms_p95) == (10.0, 20.0)
    assert summary.cosine is not None
    assert summary.cosine.n == 1


def test_retrieval_is_measured_over_single_answerable_questions(world: World) -> None:
    found = measure_retrieval(ROWS, world.pages, world.index)
    assert set(found) == {"RR"} | {f"{m}@{k}" for m in ("R", "nDCG") for k in (1, 3, 5, 10)}
    assert all(0 <= value <= 1 for value in found.values())
    assert measure_retrieval(ROWS[2:3], world.pages, world.index) == {}


def test_results_survive_writing_and_reading(result: RunResult, tmp_path: Path) -> None:
    write_results(result, tmp_path / "results.json")
    assert read_results(tmp_path / "results.json") == result


def test_a_baseline_survives_and_shows_no_change_against_itself(
    result: RunResult, tmp_path: Path
) -> None:
    write_baseline(result, tmp_path / "baseline.json")
    changes = compare(scores(result), read_baseline(tmp_path / "baseline.json"))
    assert {change.system for change in changes} == {"stub"}
    assert not any(change.worse or change.better or change.regression for change in changes)


def row_scores(right: int, wrong: int, *, figure: bool = False) -> dict[str, RowScore]:
    """`right` rows that are right, then `wrong` that are not; `figure`: the last shows one."""
    rows = {f"r{n}": RowScore(n < right, False, False) for n in range(right + wrong)}
    if figure:
        rows[f"r{right + wrong - 1}"] = RowScore(False, True, False)
    return rows


def test_a_few_flips_are_noise_and_many_are_a_regression() -> None:
    before = {"s": row_scores(20, 0)}
    assert not compare({"s": row_scores(16, 4)}, before)[0].regression
    worse = compare({"s": row_scores(15, 5)}, before)[0]
    assert worse.regression
    assert worse.worse == ("r15", "r16", "r17", "r18", "r19")
    assert worse.p == pytest.approx(1 / 32)


def test_one_new_wrong_figure_is_a_regression() -> None:
    changes = compare({"s": row_scores(4, 1, figure=True)}, {"s": row_scores(4, 1)})
    found = {change.measure: change.regression for change in changes}
    assert found == {"right": False, "no wrong figure": True, "no unsupported": False}


def test_only_rows_and_systems_of_both_are_compared() -> None:
    changes = compare({"s": row_scores(5, 0), "new": {}}, {"s": row_scores(3, 0)})
    assert [(change.system, change.rows) for change in changes] == [("s", 3)] * 3


def test_the_terminal_shows_systems_kinds_and_changes(result: RunResult) -> None:
    console = Console(file=StringIO(), width=120)
    print_result(result, console)
    changes = compare(scores(result), {"stub": {"dev-4": RowScore(True, False, False)}})
    print_changes(changes, console)
    assert isinstance(console.file, StringIO)
    shown = console.file.getvalue()
    assert "right % of rows" in shown
    assert "near_miss" in shown
    assert "worse: dev-4" in shown


def test_the_report_is_self_contained_and_escaped(result: RunResult) -> None:
    page = render_report(result)
    assert "does not say: Semaphore" in page
    assert "pay of &lt;b&gt;bakers&lt;/b&gt;?" in page
    assert "src=" not in page
    assert "href=" not in page
    assert page.count("<svg") == 3


def test_plots_are_well_formed(result: RunResult) -> None:
    drawn = ElementTree.fromstring(accuracy_by_kind(result.summaries))
    assert len(list(drawn.iter("circle"))) == 4


def test_a_sample_has_some_of_everything_and_is_always_the_same() -> None:
    rows = [
        make_row(f"{split}-{kind}-{n}", kind=kind, turns=("a", "b"))
        for split in ("dev", "test")
        for kind in (Kind.FAQ, Kind.SALARY)
        for n in range(5)
    ]
    chosen = stratified(rows, 4)
    assert {(row.id.partition("-")[0], row.kind) for row in chosen} == {
        ("dev", Kind.FAQ),
        ("dev", Kind.SALARY),
        ("test", Kind.FAQ),
        ("test", Kind.SALARY),
    }
    assert chosen == stratified(rows, 4)
    assert stratified(rows, 100) == tuple(rows)
