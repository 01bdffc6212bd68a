"""What a clause leaves out because the one before has said it: "A badge costs $90, a pass $40".

Gapping, right node raising and shared adverbials (Huddleston and Pullum 2002, chapter 15), as far
as they can be told from the place of a figure, of a verb and of a preposition. A clause is a
sequence of the sentence's own tokens in the order in which they are said. Knows no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lemminflect import getAllLemmas

from assistant.answering.text import Token, is_plural
from assistant.answering.vocabulary import Language

Words = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A clause around its one figure: what is said before it, the figure, and after it."""

    before: Words
    figure: Words
    after: Words


class Gaps:
    """Fills gaps. Reads verbs and prepositions by the vocabulary's closed lists and by form."""

    def __init__(self, main: Language) -> None:
        self._prepositions = frozenset(main.prepositions)
        self._determiners = frozenset((*main.determiners, *main.owners))
        self._numbers = frozenset(main.numbers)
        self._pronouns = frozenset(main.pronouns)
        self._no_verbs = self._prepositions | frozenset(main.figure_words)
        self._relative = frozenset(main.attached) - self._prepositions

    def filled(self, frame: Frame, part: Frame) -> Words:
        """The clause `part` with what it shares with `frame`; () where that is not sure."""
        named = (token.norm.split("'")[0] for token in part.before)
        if self.verb(part.before) is not None or self._is_nested(frame):
            return ()
        if any(name in self._pronouns for name in named):
            return ()
        if not part.before:
            return self._led_by_figure(frame, part)
        if part.before[0].norm in self._prepositions:
            return self._led_by_preposition(frame, part)
        return self._led_by_subject(frame, part)

    def continued(self, frame: Frame, part: Words) -> Words:
        """A clause that goes on with a verb of its own: "takes 2 weeks and costs $90"."""
        verb = self._verb_before(frame)
        first = part[0].norm
        if not verb or "VERB" not in getAllLemmas(first):
            return ()
        aux = _is_auxiliary(first)
        helped = _is_auxiliary(frame.before[verb].norm) and _ending(first) == "" and not aux
        if not (aux or helped) and _ending(frame.before[verb].norm) != _ending(first):
            return ()  # "brings 9%, compared with 4% for ..."
        return (*frame.before[: verb + helped], *part)

    def is_torn(self, frame: Frame) -> bool:
        """Whether a figure stands in a clause within a clause whose verb is elsewhere: "a bill that
        grows by 20%"."""
        nested = any(token.norm in self._relative for token in frame.before)
        return nested and self._verb_after(frame) is None

    def raised(self, frames: Sequence[Frame]) -> list[Words]:
        """The clauses where all but the last lack the verb that it has; [] for any others."""
        *lacking, last = frames
        verb = self.verb(last.after)
        opens = {frame.after[0].norm for frame in frames if frame.after}
        alike = len(opens) == 1 and opens <= self._prepositions and all(f.after for f in frames)
        lone = all(self.verb((*f.before, *f.after)) is None for f in lacking) and not last.before
        if verb is None or not alike or not lone or self._is_nested(last):
            return []
        shared = last.after[verb:]
        whole = [(*f.before, *f.figure, *f.after, *shared) for f in lacking]
        return [*whole, (*last.before, *last.figure, *last.after)]

    def verb(self, words: Sequence[Token]) -> int | None:
        """Where the first finite verb stands, as far as forms and neighbours tell: one that is no
        noun, if there is one."""
        plural = False
        doubtful: int | None = None
        for i, token in enumerate(words):
            if token.norm in self._relative and i and words[i - 1].norm == ",":
                break
            if token.is_word and self._is_finite(words, i, plural=plural):
                if not is_plural(token.norm):
                    return i
                doubtful = i if doubtful is None else doubtful
            plural = plural or is_plural(token.norm)
        return doubtful

    def _is_finite(self, words: Sequence[Token], at: int, *, plural: bool) -> bool:
        norm = words[at].norm
        forms = getAllLemmas(norm)
        if "AUX" in forms:
            return True
        before = words[at - 1] if at else None
        after = words[at + 1] if at + 1 < len(words) else None
        named = before is not None and words[at].text[0].isupper()
        if "VERB" not in forms or norm.endswith("ing") or norm in self._no_verbs or named:
            return False
        noun = "NOUN" in forms and is_plural(norm)
        if after is not None and (_is_auxiliary(after.norm) or (noun and self._opens(after))):
            return False  # "fire services employ"
        if before is None:  # "Expect 30% of ..."
            return norm in forms["VERB"] and after is not None and after.is_number
        counted = before.is_number or before.norm in self._numbers
        if before.norm in self._modifying or (counted and "NOUN" in forms):
            return False  # "of adverts", "the united", "15 minutes"
        if norm in forms["VERB"]:
            return plural
        return after is not None or not noun

    def _opens(self, token: Token) -> bool:
        """Whether a word may be a plain verb."""
        return token.norm in getAllLemmas(token.norm).get("VERB", ()) and not (
            token.norm in self._prepositions or token.norm in self._determiners
        )

    def is_doubtful(self, words: Words) -> bool:
        """Whether what is taken for the verb may as well be a noun in the plural."""
        verb = self.verb(words)
        return verb is not None and is_plural(words[verb].norm)

    @property
    def _modifying(self) -> frozenset[str]:
        return self._prepositions | self._determiners

    def _is_nested(self, frame: Frame) -> bool:
        """Whether a clause within the clause stands before the figure, so that its verb may be
        the wrong one."""
        return any(token.norm in self._relative for token in (*frame.before, *frame.after))

    def _led_by_figure(self, frame: Frame, part: Frame) -> Words:
        """ "40% of the week goes on reports, 20% on tests"; "it costs 5 in Peru and 6 in Chile"."""
        own = part.after
        if self._verb_before(frame) is not None:
            new = own and not frame.after and own[0].norm not in self._prepositions
            if self.verb(own) is not None or not own or new:
                return ()
            return (*frame.before, *part.figure, *self._rest(frame.after, own))
        verb = self._verb_after(frame)
        if verb is None or not own:
            return ()
        start = (*frame.before, *part.figure)
        own_verb = self._verb_after(part)
        if own_verb == 0:
            return (*start, *frame.after[: self._shared_verb(frame.after, verb, own[0])], *own)
        if own_verb is not None:
            return (*start, *own) if own[0].norm == "of" else ()
        if own[0].norm in self._prepositions:
            return self._with_preposition(start, frame.after, verb, own)
        if "be" not in getAllLemmas(frame.after[verb].norm).get("AUX", ()):
            return ()
        return (*start, *frame.after[: self._verb_end(frame.after, verb)], *own)

    def _verb_after(self, frame: Frame) -> int | None:
        """Where the verb of a clause stands whose figure is its subject."""
        words = (frame.figure[-1], *frame.after)
        if frame.after and self._is_finite(words, 1, plural=True):
            return 0
        verb = self.verb(words)
        return None if verb is None else verb - 1

    def _verb_before(self, frame: Frame) -> int | None:
        """Where the verb of a clause stands that leads to its figure."""
        verb = self.verb((*frame.before, frame.figure[0]))
        if verb is None or verb == len(frame.before):
            return None
        after = self._verb_after(frame) if is_plural(frame.before[verb].norm) else None
        return verb if after is None else None

    def _shared_verb(self, words: Words, verb: int, own: Token) -> int:
        """Where what the next clause leaves out ends, which opens with the verb `own`: "35% can be
        binned and 20% merged"."""
        end = self._verb_end(words, verb)
        if _is_auxiliary(own.norm) or not _is_participle(own.norm) or end - verb == 1:
            return verb
        return end - 1

    def _with_preposition(self, start: Words, after: Words, verb: int, own: Words) -> Words:
        """A phrase in the place of the one that opens with the same preposition."""
        places = [i for i, token in enumerate(after) if token.norm == own[0].norm]
        inside = [i for i in places if i < verb]
        if inside:
            return (*start, *after[: inside[-1]], *own, *after[verb:])
        return (*start, *after[: places[0]], *own) if places else ()

    def _led_by_preposition(self, frame: Frame, part: Frame) -> Words:
        """ "In Peru 30% of posts are remote, in Chile 20%"; "for 5 years here and for 6 there"."""
        lead = part.before[0].norm
        if len(part.before) == 1 and frame.before and frame.before[-1].norm == lead:
            shared = frame.before[:-1]
            rest = self._rest(frame.after, part.after)
            return (
                (*shared, *part.before, *part.figure, *rest)
                if self._verb_before(Frame(shared, frame.figure, ()))
                else ()
            )
        if not frame.before or frame.before[0].norm != lead:
            return ()
        if self.verb(frame.after) is not None and self._rest(frame.after, part.after) == part.after:
            return ()
        end = self._phrase_end(frame.before)
        if end is None or any(token.norm == "," for token in (*part.before, *frame.before[end:])):
            return ()
        phrase, link = part.before, frame.before[-1].norm
        if phrase[-1].norm in self._prepositions:  # "it rises by 18% in Peru, in Chile by 25%"
            if phrase[-1].norm != link:
                return ()
            phrase = phrase[:-1]
        rest = self._rest(frame.after, part.after)
        return (*phrase, *frame.before[end:], *part.figure, *rest)

    def _phrase_end(self, before: Words) -> int | None:
        """Where the phrase that opens a clause ends: before a comma, or after a name."""
        for i, token in enumerate(before):
            if token.norm == ",":
                return i + 1
        named = [i for i, token in enumerate(before[1:], 1) if token.text[0].isupper()]
        if self.verb(before) is None:
            return len(before)
        return named[-1] + 1 if named and named == list(range(named[0], named[-1] + 1)) else None

    def _led_by_subject(self, frame: Frame, part: Frame) -> Words:
        """ "A bell must be answered within 10 minutes, a horn within 45"."""
        verb = self._verb_before(frame)
        if not verb:
            return ()
        link = frame.before[self._verb_end(frame.before, verb) :]
        if any(t.norm not in self._prepositions for t in link):
            return ()  # "comes second with 48%"
        subject = part.before
        while subject and any(subject[-1].norm == token.norm for token in link):
            subject = subject[:-1]
        if (
            not subject
            or self._is_unsound(subject)
            or not _agree(frame.before[verb].norm, frame.before[:verb], subject)
        ):
            return ()
        rest = self._rest(frame.after, part.after)
        return (*subject, *frame.before[verb:], *part.figure, *rest)

    def _is_unsound(self, subject: Words) -> bool:
        """Whether words that should name a thing may be more than that."""
        last = subject[-1]
        forms = getAllLemmas(last.norm)
        verb = _ending(last.norm) == "ed"
        wild = any(token.norm in (",", ";", ":", "(") for token in subject)
        named = last.text[0].isupper() or last.norm.endswith("ing") or not forms
        if wild or last.norm in self._prepositions:
            return True
        return not named and (verb or "NOUN" not in forms)

    def _verb_end(self, words: Words, verb: int) -> int:
        """Where the words that belong to a verb end: "must be answered"."""
        end = verb + 1
        while end < len(words) and (
            _is_auxiliary(words[end].norm) or _is_participle(words[end].norm)
        ):
            end += 1
        return end

    def _rest(self, shared: Words, own: Words) -> Words:
        """What follows the figure: its own words, with the shared ones that they stand after."""
        if not own:
            return shared
        if own[0].norm in self._prepositions:
            at = next((i for i, t in enumerate(shared) if t.norm == own[0].norm), None)
            return own if at is None else (*shared[:at], *own)
        same = len(shared) > len(own) and all(
            a.norm == b.norm for a, b in zip(shared, own, strict=False)
        )
        return (*own, *shared[len(own) :]) if same else own


def _is_auxiliary(norm: str) -> bool:
    return "AUX" in getAllLemmas(norm)


def _is_participle(norm: str) -> bool:
    return _ending(norm) == "ed"


def _ending(norm: str) -> str:
    """The form of a verb: "" plain, "s", "ing", or "ed" for a past; "-" where it is none."""
    verbs = getAllLemmas(norm).get("VERB", ())
    if not verbs or norm in verbs:
        return "" if verbs else "-"
    return next((end for end in ("ing", "s") if norm.endswith(end)), "ed")


def _agree(verb: str, one: Words, two: Words) -> bool:
    """Whether a verb with one subject can have the other."""
    return _is_many(one) == _is_many(two) or (_is_participle(verb) and not _is_auxiliary(verb))


def _is_many(subject: Words) -> bool:
    joined = any(token.norm in ("and", "&") for token in subject)
    return joined or any(is_plural(token.norm) for token in subject)
