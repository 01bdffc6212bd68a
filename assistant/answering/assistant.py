"""The assistant: a question and the conversation so far in, an answer out, as a stream of events.

Plans the evidence, drafts, shows what is verified and quotes the rest. Thread-safe; knows no
HTTP and no storage.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answering.composing import Citations, joined, quoted
from assistant.answering.conversation import Frame, dump, load
from assistant.answering.drafts import Drafter, is_draftable
from assistant.answering.generation.base import Generator
from assistant.answering.lexicon import Lexicon
from assistant.answering.pace import Pace
from assistant.answering.page import Page
from assistant.answering.places import Gazetteer
from assistant.answering.planner import Plan, Planner
from assistant.answering.ranker import Ranker, load_ranker
from assistant.answering.reader import Reader
from assistant.answering.roadmaps import choose
from assistant.answering.smalltalk import SmallTalker
from assistant.answering.suggesting import Suggester
from assistant.answering.verification import Verifier
from assistant.answering.vocabulary import Vocabulary
from assistant.errors import BadQuestionError, UnknownRoadmapError
from assistant.records import (
    Answer,
    AnswerEvent,
    Evidence,
    Finished,
    Sentence,
    SentenceReady,
    SourcesFound,
    Verdict,
    WrittenBy,
)
from assistant.search.index import Index

MAX_QUESTION = 1000
# Drafts of an answer that have not come by then are not waited for: quoting takes milliseconds.
_DRAFTING_S = 1.2
# The direct answer comes first; what follows it reads best as the page has it.
_DRAFTED = 2  # statements


def never() -> bool:
    """The `cancelled` of a question nobody takes back."""
    return False


@dataclass
class _Turn:
    """What one question gathers on its way to an answer."""

    question: str
    draft: bool
    cancelled: Callable[[], bool]
    started: float = field(default_factory=time.perf_counter)
    timings: dict[str, float] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)

    def mark(self, stage: str) -> None:
        """Milliseconds from the start of the question to the end of `stage`."""
        self.timings[stage] = round((time.perf_counter() - self.started) * 1000, 1)


class Assistant:
    """Answers from one index with one generator."""

    def __init__(
        self, index: Index, vocabulary: Vocabulary, generator: Generator, url_prefix: str = ""
    ) -> None:
        self._index = index
        self._url_prefix = url_prefix
        gazetteer, ranker = Gazetteer(vocabulary.places), load_ranker()
        self._planners = {
            roadmap.slug: build_planner(roadmap.slug, index, vocabulary, gazetteer, ranker)
            for roadmap in index.roadmaps
        }
        lexicons = {slug: planner.page.lexicon for slug, planner in self._planners.items()}
        pages = {slug: planner.page for slug, planner in self._planners.items()}
        self._drafter = Drafter(generator, Verifier(lexicons, vocabulary), pages)
        self._pace = Pace()
        self._small_talk = SmallTalker(vocabulary)
        self._suggesters = {slug: Suggester(p.page, index) for slug, p in self._planners.items()}
        self._phrases = vocabulary.main.phrases

    def ask(
        self,
        question: str,
        *,
        roadmap: str | None = None,
        state: str = "",
        draft: bool = True,
        cancelled: Callable[[], bool] = never,
    ) -> Answer:
        """Answer `question` (1-1000 characters). Raises as `stream` does."""
        events = self.stream(
            question, roadmap=roadmap, state=state, draft=draft, cancelled=cancelled
        )
        *_, last = events
        assert isinstance(last, Finished)
        return last.answer

    def stream(
        self,
        question: str,
        *,
        roadmap: str | None = None,
        state: str = "",
        draft: bool = True,
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[AnswerEvent]:
        """Answer as it becomes ready: sources, verified sentences, then the whole answer.

        `state` is the last answer's, `draft=False` quotes instead of asking the model.
        Raises BadQuestionError and UnknownRoadmapError before the first event.
        """
        question = checked_question(question)
        if roadmap is not None and roadmap not in self._planners:
            loaded = ", ".join(self._planners) or "none"
            raise UnknownRoadmapError(f"no roadmap {roadmap!r}; loaded: {loaded}")
        return self._stream(_Turn(question, draft, cancelled), roadmap, load(state))

    def state_after(self, questions: Sequence[str], roadmap: str | None = None) -> str:
        """The state of a conversation of which only the questions are known."""
        frame: Frame | None = None
        for question in questions:
            planner = self._planner_for(question, roadmap, frame)
            if planner and question.strip():
                plan = planner.plan(question.strip()[:MAX_QUESTION], frame)
                frame = plan.frame(planner.page.roadmap.slug)
        return dump(frame) if frame else ""

    def _planner_for(
        self, question: str, roadmap: str | None, frame: Frame | None
    ) -> Planner | None:
        planners = tuple(self._planners.values())
        return choose(question, planners, roadmap, frame, self._index)

    def _stream(
        self, turn: _Turn, roadmap: str | None, frame: Frame | None
    ) -> Iterator[AnswerEvent]:
        planner = self._planner_for(turn.question, roadmap, frame)
        if planner is None:
            yield from self._say(
                turn, self._phrases["no_roadmaps"], True, dump(frame) if frame else ""
            )
            return
        page = planner.page.roadmap
        reply = self._small_talk.reply(planner.reader.read(turn.question), page.role)
        if reply:
            suggestions = self._suggesters[page.slug].openers()
            yield from self._say(turn, reply, False, dump(frame) if frame else "", suggestions)
            return
        plan = planner.plan(turn.question, frame)
        turn.mark("understand")
        yield from self._answer(turn, plan, page.slug)

    def _answer(self, turn: _Turn, plan: Plan, slug: str) -> Iterator[AnswerEvent]:
        following = dump(plan.frame(slug))
        suggester = self._suggesters[slug]
        if plan.candidate is None:
            suggestions = suggester.near(turn.question)
            yield from self._say(turn, plan.abstention, True, following, suggestions)
            return
        evidence = plan.candidate.evidence
        preview = Citations(evidence, self._url_prefix)
        for position in range(len(evidence)):
            preview.number(position)
        yield SourcesFound(preview.used())
        turn.mark("sources")
        citations = Citations(evidence, self._url_prefix)
        sentences: list[Sentence] = []
        written: WrittenBy = "quote"
        for sentence, by in self._sentences(turn, plan, citations):
            if not sentences:
                turn.mark("first_sentence")
            sentences.append(sentence)
            written = "model" if by == "model" else written
            yield SentenceReady(sentence)
        turn.mark("total")
        yield Finished(
            Answer(
                text=joined(sentences),
                abstained=False,
                written_by=written,
                sentences=tuple(sentences),
                citations=citations.used(),
                suggestions=suggester.after(turn.question, evidence),
                interpreted_as=_interpretation(plan),
                model=self._drafter.name,
                index_version=self._index.version,
                timings_ms=turn.timings,
                state=following,
                verdicts=tuple(turn.verdicts),
                confidence=plan.confidence,
            )
        )

    def _sentences(
        self, turn: _Turn, plan: Plan, citations: Citations
    ) -> Iterator[tuple[Sentence, WrittenBy]]:
        """The opening, what the model said and may say, and the rest quoted."""
        candidate = plan.candidate
        assert candidate is not None
        if candidate.opening:
            yield Sentence(candidate.opening, (citations.number(0),)), "rule"
        evidence = candidate.evidence
        late = time.monotonic() + _DRAFTING_S
        if turn.draft and any(map(is_draftable, evidence[:_DRAFTED])):
            turn.draft = self._pace.allows()
        for position, item in enumerate(evidence):
            texts = self._drafted(turn, evidence, position, late) if position < _DRAFTED else []
            numbers = (citations.number(position),)
            for text in texts:
                copied = self._drafter.is_copy(text, item)
                yield Sentence(text, numbers), "quote" if copied else "model"
            if not texts:
                yield from ((s, "quote") for s in quoted(evidence, citations, [position]))
        if candidate.closing:
            yield Sentence(candidate.closing), "rule"

    def _drafted(
        self, turn: _Turn, evidence: Sequence[Evidence], position: int, late: float
    ) -> list[str]:
        """What the model says for one item; nothing unless all of it holds and nothing is left
        out, for then the quotation says it better."""
        item = evidence[position]
        texts: list[str] = []
        if turn.draft and is_draftable(item) and time.monotonic() < late:

            def over() -> bool:
                return turn.cancelled() or time.monotonic() > late

            for verdict in self._drafter.said(turn.question, evidence, position, over):
                turn.verdicts.append(verdict)
                texts += [verdict.sentence] if verdict.supported else []
            self._pace.came(late=time.monotonic() > late)
        return texts if self._drafter.says_all(texts, item) else []

    def _say(
        self,
        turn: _Turn,
        text: str,
        abstained: bool,
        state: str,
        suggestions: tuple[str, ...] = (),
    ) -> Iterator[AnswerEvent]:
        """A ready sentence without sources: an abstention or small talk."""
        sentence = Sentence(text)
        turn.mark("first_sentence")
        yield SourcesFound(())
        yield SentenceReady(sentence)
        turn.mark("total")
        yield Finished(
            Answer(
                text=text,
                abstained=abstained,
                written_by="rule",
                sentences=(sentence,),
                citations=(),
                suggestions=suggestions,
                model=self._drafter.name,
                index_version=self._index.version,
                timings_ms=turn.timings,
                state=state,
            )
        )


def checked_question(question: str) -> str:
    """`question` without surrounding space. Raises BadQuestionError when it is empty or longer
    than 1000 characters."""
    stripped = question.strip()
    if not stripped:
        raise BadQuestionError("the question is empty; write 1 to 1000 characters")
    if len(stripped) > MAX_QUESTION:
        raise BadQuestionError(
            f"the question has {len(stripped)} characters; {MAX_QUESTION} are allowed"
        )
    return stripped


def build_planner(
    slug: str, index: Index, vocabulary: Vocabulary, gazetteer: Gazetteer, ranker: Ranker
) -> Planner:
    """The planner of one roadmap of the index."""
    roadmap = next(roadmap for roadmap in index.roadmaps if roadmap.slug == slug)
    lexicon = Lexicon(roadmap, vocabulary, gazetteer)
    chunks = [chunk for chunk in index.chunks if chunk.roadmap == slug]
    page = Page(roadmap, chunks, lexicon, vocabulary)
    reader = Reader(lexicon, vocabulary, gazetteer, page.vocabulary_words)
    return Planner(page, reader, vocabulary, index, ranker)


def _interpretation(plan: Plan) -> str | None:
    """What was taken over from the conversation, in words."""
    return " · ".join(plan.understood.inherited) or None
