"""Which of the levels that a question mentions are meant: "not senior yet", "between X and Y", and
the level that is called as the role itself is.

Works on mentions that the lexicon found. Knows no evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.lexicon import LevelMention, Lexicon
from assistant.answering.text import Match, Token, is_plural
from assistant.answering.vocabulary import Vocabulary

_ARTICLES = frozenset({"a", "an", "the", "any", "my", '"', "'", "(", ","})
_NEAR = 4  # words between two titles that are still set side by side


class LevelSense:
    """Judges the level mentions of one page's questions."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self._lexicon = lexicon
        main = vocabulary.main
        self._plain = frozenset(main.plain_title)
        self._not = frozenset(main.negations)
        self._joins = frozenset(main.title_joins)
        self._placing = frozenset(main.placing)
        self._above, self._below = frozenset(main.above), frozenset(main.below)
        self._succession = frozenset(main.succession)
        self._beside = ((1, vocabulary.flags["next"]), (-1, vocabulary.flags["previous"]))

    def meant(
        self,
        tokens: Sequence[Token],
        mentions: Sequence[Match[LevelMention]],
        *,
        compared: bool = False,
        paid: bool = False,
    ) -> list[Match[LevelMention]]:
        """The mentions that name what is asked about, in text order. `compared` tells that the
        question sets things side by side, none of them another role; `paid` that it asks for one
        pay: "what does a tram driver earn in Peru?" means the level of that title."""
        between = self._between(tokens, mentions)
        if between:
            return between
        plain = self._plain_titles(tokens, mentions, compared)
        if paid and not mentions and not plain:
            plain = self._titled(tokens)
        denied = [m for m in mentions if self._is_denied(tokens, m.start)]
        kept = [m for m in mentions if m not in denied]
        named = sorted([*kept, *plain], key=lambda m: m.start)
        named = named or list(mentions if len(mentions) == 1 else ())
        if len(named) != 1:  # "is there a trainee below the clerk?", "after clerk, a level six?"
            beside = [m for m in (self._neighbour(tokens, m) for m in named) if m not in named]
            return beside if len(named) == 2 and len(beside) == 1 else named
        return self._with_next(tokens, named[0]) or [self._neighbour(tokens, named[0])]

    def _with_next(
        self, tokens: Sequence[Token], mention: Match[LevelMention]
    ) -> list[Match[LevelMention]]:
        """A level and the one beside it, where both are set side by side: "from junior to the next
        level"; [] where they are not."""
        if len(mention.value.numbers) != 1:
            return []
        for step, phrases in self._beside:
            for match in phrases.find(tokens):
                before = _before(tokens, match.start)
                said = tokens[match.start : match.end]
                rung = any(t.stem in self._lexicon.labels or t.norm == "one" for t in said)
                joined = rung and before >= mention.end and tokens[before].norm in self._joins
                number = mention.value.numbers[0] + step
                if joined and 1 <= number <= len(self._lexicon.roadmap.levels):
                    other = LevelMention((number,), by_title=False)
                    return [mention, Match(match.start, match.end, other)]
        return []

    def _neighbour(
        self, tokens: Sequence[Token], mention: Match[LevelMention]
    ) -> Match[LevelMention]:
        """The level next to the one mentioned, where that is what is asked for: "what comes after
        senior?", "the rank below a lieutenant"."""
        at = _before(tokens, mention.start)
        step = 0 if at < 1 else (tokens[at].norm in self._above) - (tokens[at].norm in self._below)
        said = tokens[: max(at, 0)]
        asked = any(t.norm in self._succession or t.stem in self._lexicon.labels for t in said)
        if not step or not asked or len(mention.value.numbers) != 1:
            return mention
        number = mention.value.numbers[0] + step
        known = 1 <= number <= len(self._lexicon.roadmap.levels)
        moved = LevelMention((number,) if known else (), unknown=not known, by_neighbour=True)
        return Match(at, mention.end, moved)

    def _between(
        self, tokens: Sequence[Token], mentions: Sequence[Match[LevelMention]]
    ) -> list[Match[LevelMention]]:
        """ "The one between junior and senior", "not the senior grade, not the junior one": the
        one level that lies between two others."""
        numbers = sorted(n for m in mentions for n in m.value.numbers)
        if len(numbers) != 2 or numbers[1] - numbers[0] != 2:
            return []
        norms = [t.norm for t in tokens]
        at = norms.index("between") if "between" in norms else -1
        placed = at > 0 and bool(
            {norms[at - 1]} & self._placing or {tokens[at - 1].stem} & self._lexicon.labels
        )
        neither = all(self._is_denied(tokens, m.start) for m in mentions)
        if not (placed or neither):
            return []
        first, last = mentions[0], mentions[-1]
        return [Match(first.start, last.end, LevelMention((numbers[0] + 1,)))]

    def _is_denied(self, tokens: Sequence[Token], start: int) -> bool:
        """Whether "not", "no longer" or the like stands right before a mention."""
        at = _before(tokens, start)
        return at >= 0 and tokens[at].norm in self._not

    def _plain_titles(
        self, tokens: Sequence[Token], mentions: Sequence[Match[LevelMention]], compared: bool
    ) -> list[Match[LevelMention]]:
        """Namings of the role that mean the level of the same title."""
        number = self._lexicon.plain_level
        if number is None:
            return []
        taken = {i for m in mentions for i in range(m.start, m.end)}
        roles = [
            m
            for m in self._lexicon.roles.find(tokens)
            if not taken & set(range(m.start, m.end)) and self._in_full(tokens, m)
        ]
        return [
            Match(m.start, m.end, LevelMention((number,)))
            for m in roles
            if (compared and any(mention.value.by_title for mention in mentions))
            or self._is_title(tokens, m, mentions)
        ]

    def _titled(self, tokens: Sequence[Token]) -> list[Match[LevelMention]]:
        """The one naming of the role, of one who has it, as the level of the same title."""
        number = self._lexicon.plain_level
        roles = self._lexicon.roles.find(tokens) if number is not None else ()
        if number is None or len(roles) != 1 or not self._in_full(tokens, roles[0]):
            return []
        role = roles[0]
        several = is_plural(tokens[role.end - 1].norm)
        return [] if several else [Match(role.start, role.end, LevelMention((number,)))]

    def _in_full(self, tokens: Sequence[Token], role: Match[str]) -> bool:
        words = tuple(t.stem for t in tokens[role.start : role.end] if t.is_word or t.is_number)
        return words in self._lexicon.full_role_names

    def _is_title(
        self, tokens: Sequence[Token], role: Match[str], mentions: Sequence[Match[LevelMention]]
    ) -> bool:
        before = [t for t in tokens[max(0, role.start - 4) : role.start] if t.norm not in _ARTICLES]
        after = [t for t in tokens[role.end : role.end + 3] if t.norm not in _ARTICLES]
        if before and before[-1].norm in self._plain:
            return True
        labelled = after[:1] and after[0].stem in self._lexicon.labels
        asked = before and before[-1].norm in ("which", "what", "every", "each", "all")
        if labelled and not asked:
            return True
        parted = role.start > 0 and tokens[role.start - 1].norm in (",", ":", '"', "(")
        if parted and before and before[-1].stem in self._lexicon.labels:
            return True  # "the next level, ML Engineer"
        if after[:1] and after[0].norm in self._not:
            return True  # "ML Engineer (not senior yet)"
        return any(self._side_by_side(tokens, role, mention) for mention in mentions)

    def _side_by_side(
        self, tokens: Sequence[Token], role: Match[str], mention: Match[LevelMention]
    ) -> bool:
        """Whether the role stands next to a level, joined by "and", "to", "versus" or the like."""
        first, second = sorted(((role.start, role.end), (mention.start, mention.end)))
        between = [t.norm for t in tokens[first[1] : second[0]] if t.norm not in _ARTICLES]
        return 0 < len(between) <= _NEAR and set(between) <= self._joins


def _before(tokens: Sequence[Token], start: int) -> int:
    """Where the last word before `start` stands, articles and quotation marks left out; -1 where
    there is none."""
    at = start - 1
    while at >= 0 and tokens[at].norm in _ARTICLES:
        at -= 1
    return at
