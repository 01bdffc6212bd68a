"""What a follow-up takes over from the turns before it.

A `Frame` is what one turn was about; `resolve` completes a reading with the frame of the turn
before. Frames travel as opaque strings (`Answer.state`). Knows no evidence.
"""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import asdict, dataclass, replace

from pydantic import TypeAdapter, ValidationError

from assistant.answering.naming import plain_levels
from assistant.answering.quantities import Quantity
from assistant.answering.reading import INTERROGATIVES, LEVEL_BOUND, Reading, TokenKind
from assistant.answering.text import stems
from assistant.answering.vocabulary import Flag
from assistant.records import Roadmap

_REFERRING: frozenset[Flag] = frozenset(
    {
        "follow_up",
        "correction",
        "same",
        "next",
        "previous",
        "other_region",
        "both_regions",
        "ordinal",
        "among",
    }
)
_ITEMS = frozenset({"certifications", "transitions"})  # whose words name a thing ("diploma")
_RETAKEN = frozenset({"mistakes", "levels"})  # of "sorry, wrong title, I meant ..."
_ASIDES = 2  # open words a follow-up that names a level or region may carry ("across the pond")
_LEADING: frozenset[Flag] = frozenset({"follow_up", "correction"})
# With one of these a follow-up says itself what kind of value it wants.
_VALUED: frozenset[Flag] = frozenset(
    {"price", "quantity", "count", "why", "which_level", "yes_no", "order", "compare", "period"}
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a turn was about. `years` are low and high of years that were given, `question` is its
    wording with what it leant on, `asked` the wording that says what kind of value was wanted,
    `chunks` the ids its answer rested on."""

    roadmap: str = ""
    aspects: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[float, ...] = ()
    question: str = ""
    asked: str = ""
    chunks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """A reading completed by the conversation.

    `asked_before` is the earlier wording that a follow-up leans on ("" when it stands alone),
    `left_out` the one that says what a follow-up wants which names a thing only ("And the other
    exam?"), `chunks_before` what its answer rested on; `years` are years given earlier,
    `after_passage` is whether the turn before was answered from free text; `inherited` says in
    words what was taken over; `off_ladder` is true when it asks for a level above the last or below
    the first.
    """

    reading: Reading
    aspects: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    inherited: tuple[str, ...] = ()
    years: tuple[Quantity, ...] = ()
    asked_before: str = ""
    left_out: str = ""
    chunks_before: tuple[str, ...] = ()
    after_passage: bool = False
    off_ladder: bool = False

    def frame(
        self,
        roadmap: str,
        chunks: tuple[str, ...],
        aspects: tuple[str, ...],
        answered: tuple[int, ...],
    ) -> Frame:
        """What the next turn may take over, after an answer from `chunks` and `aspects` about the
        levels `answered`: the one that was looked for is what goes on, not those it was told by."""
        looked_for = len(answered) == 1 and (not self.levels or "which_level" in self.reading.flags)
        levels = answered if looked_for else self.levels
        aspects = aspects or self.aspects
        question = f"{self.asked_before} {self.reading.question}".strip()
        asked = self.left_out or self.reading.question
        given = self.reading.years or self.years
        years = (given[0].low, given[0].high or given[0].low) if given else ()
        return Frame(
            roadmap, aspects, levels, self.regions, years, question[-400:], asked[-400:], chunks
        )


_FRAME = TypeAdapter(Frame)
_LONGEST_STATE = 20_000


def dump(frame: Frame) -> str:
    """The frame as the opaque state string."""
    return json.dumps(asdict(frame), ensure_ascii=False, separators=(",", ":"))


def load(state: str) -> Frame | None:
    """The frame of a state string; None for an empty, foreign or damaged one."""
    if not state or len(state) > _LONGEST_STATE:
        return None
    try:
        return _FRAME.validate_json(state, strict=False)
    except ValidationError:
        return None


def fitting(frame: Frame | None, roadmap: Roadmap, chunks: Container[str]) -> Frame | None:
    """The frame without what the page no longer has: it may have changed since."""
    if frame is None:
        return None
    regions = {region.name for region in roadmap.regions}
    return replace(
        frame,
        levels=tuple(n for n in frame.levels if 1 <= n <= len(roadmap.levels)),
        regions=tuple(name for name in frame.regions if name in regions),
        years=frame.years if len(frame.years) == 2 else (),
        chunks=tuple(chunk for chunk in frame.chunks if chunk in chunks),
    )


def lean(understood: Understanding, before: Frame) -> Understanding | None:
    """The same question read as a continuation; None when it names something of its own."""
    reading = understood.reading
    if before.roadmap == "" or reading.places or reading.other_roles or not before.chunks:
        return None
    if _stands_alone(reading) and not reading.content:
        return None
    return _leaning(understood, before)


def _leaning(understood: Understanding, before: Frame) -> Understanding:
    passage = bool(before.chunks) and not LEVEL_BOUND & set(before.aspects)
    return replace(
        understood,
        asked_before=before.question,
        left_out=before.asked if _leaves_out(understood.reading) else "",
        chunks_before=before.chunks,
        after_passage=passage,
    )


def resolve(reading: Reading, before: Frame | None, roadmap: Roadmap) -> Understanding:
    """Complete `reading` with what the turn before was about."""
    own = Understanding(reading, reading.aspects, reading.levels, reading.regions)
    if before is None or before.roadmap != roadmap.slug:
        return own
    placed = reading.levels or reading.flags & {"next", "previous", "same"}
    corrected = "correction" in reading.flags and not reading.content and set(reading.aspects)
    if (set(reading.aspects) == {"levels"} and placed) or (corrected and corrected <= _RETAKEN):
        reading = replace(reading, aspects=())  # "the level above": a place on the ladder
        own = replace(own, reading=reading, aspects=())
    own = _levels(own, before, roadmap)
    own = _regions(own, before, roadmap)
    return _aspects(own, before)


def _refers(reading: Reading) -> bool:
    return bool(reading.flags & _REFERRING) or len(reading.tokens) <= 4


def _leaves_out(reading: Reading) -> bool:
    """Whether a follow-up names a thing and leaves out what is asked of it."""
    led = bool(reading.flags & _LEADING) and bool(reading.content or reading.other_roles)
    if _asks_itself(reading):
        return False
    return led and not set(reading.aspects) - _ITEMS and not reading.flags & _VALUED


def _asks_itself(reading: Reading) -> bool:
    """Whether a turn has a question word of its own, which is no part of "what about"."""
    words = zip(reading.tokens, reading.kinds, strict=True)
    return any(t.norm in INTERROGATIVES and kind is not TokenKind.FLAG for t, kind in words)


def _stands_alone(reading: Reading) -> bool:
    """Whether a turn asks of the role and refers to nothing: "how do I become a keeper?"."""
    return _about_role(reading) and "same" not in reading.flags and _asks_itself(reading)


def _bare(reading: Reading) -> bool:
    """Whether the question names slots and roles at most: what is asked must come from before."""
    if reading.has_slots and reading.flags & _LEADING and not reading.hints and not reading.aspects:
        return len(reading.content) <= _ASIDES
    if _stands_alone(reading):
        return False
    named = {stem for role in reading.other_roles for stem in stems(role)}
    return not reading.aspects and all(token.stem in named for token in reading.content)


def _wants_levels(reading: Reading) -> bool:
    """Whether an unnamed level would be taken from the conversation."""
    if reading.flags & {"all_levels", "which_level"} or reading.quantities or reading.unknown_level:
        return False
    if reading.aspects:
        return bool(LEVEL_BOUND & set(reading.aspects)) and not _about_role(reading)
    return _bare(reading) or bool(reading.flags & _LEADING)


def _about_role(reading: Reading) -> bool:
    """Whether the question stands on its own: it names the role and refers to nothing."""
    return reading.own_role and not reading.flags & _LEADING


def _levels(own: Understanding, before: Frame, roadmap: Roadmap) -> Understanding:
    reading = own.reading
    shift = {"next": 1, "previous": -1}
    moves = [step for flag, step in shift.items() if flag in reading.flags]
    if moves and before.levels and not reading.levels:
        edge = max(before.levels) if moves[0] > 0 else min(before.levels)
        number = edge + moves[0]
        if not 1 <= number <= len(roadmap.levels):
            return replace(own, off_ladder=True)
        return _inherit(own, levels=(number,), word=roadmap.levels[number - 1].title)
    if reading.levels or not _wants_levels(reading):
        return own
    if before.years and not before.levels:
        low, high = before.years
        years = Quantity("years", low, high, 0, 0)
        return _inherit(replace(own, years=(years,)), word=f"{low:g} years")
    if not before.levels:
        return own
    titled = _titled(reading, roadmap) if "salary" in (*own.aspects, *before.aspects) else ()
    levels = titled or before.levels
    return _inherit(own, levels=levels, word=", ".join(roadmap.levels[n - 1].title for n in levels))


def _titled(reading: Reading, roadmap: Roadmap) -> tuple[int, ...]:
    """The level that has the role's name as its title, where the turn says it: "and a keeper?"."""
    said = tuple(token.stem for token in reading.tokens if token.is_word)
    for level in plain_levels(roadmap):
        title = stems(level.title)
        places = range(len(said) - len(title) + 1)
        if any(said[i : i + len(title)] == title for i in places):
            return (level.number,)
    return ()


def _regions(own: Understanding, before: Frame, roadmap: Roadmap) -> Understanding:
    reading = own.reading
    names = tuple(region.name for region in roadmap.regions)
    if "both_regions" in reading.flags:
        return replace(own, regions=names)
    if "other_region" in reading.flags and before.regions and not reading.regions:
        others = tuple(name for name in names if name not in before.regions)
        return _inherit(own, regions=others, word=", ".join(others))
    about_pay = "salary" in reading.aspects or ("salary" in before.aspects and not reading.aspects)
    if reading.regions or reading.places or not before.regions or not about_pay:
        return own
    if _about_role(reading) or (reading.content and not _refers(reading)):
        return own
    return _inherit(own, regions=before.regions, word=", ".join(before.regions))


def _aspects(own: Understanding, before: Frame) -> Understanding:
    reading = own.reading
    leaning = _leaning(own, before)
    if reading.aspects:
        return leaning if _refers(reading) and not reading.quantities else own
    slotted = reading.has_slots or own.inherited or reading.places or reading.other_roles
    if reading.regions and LEVEL_BOUND & set(before.aspects) and "salary" not in before.aspects:
        return leaning  # "4 years" and then "in X?": that is about pay
    if _bare(reading) and (slotted or _refers(reading)):
        return _inherit(leaning, aspects=before.aspects, word=", ".join(before.aspects))
    return leaning if _refers(reading) or reading.flags & {"why", "order"} else own


def _inherit(
    own: Understanding,
    *,
    word: str,
    aspects: tuple[str, ...] | None = None,
    levels: tuple[int, ...] | None = None,
    regions: tuple[str, ...] | None = None,
) -> Understanding:
    inherited = (*own.inherited, word) if word else own.inherited
    return replace(
        own,
        aspects=own.aspects if aspects is None else aspects,
        levels=own.levels if levels is None else levels,
        regions=own.regions if regions is None else regions,
        inherited=inherited,
    )
