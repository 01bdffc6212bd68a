"""What a clause leaves out because the one before has said it: "A badge costs $90, a pass $40".

Gapping, right node raising and shared adverbials (Huddleston and Pullum 2002, chapter 15), as far
as they can be told from the place of a figure, of a verb and of a preposition; where they cannot,
nothing is said. A clause is a sequence of the sentence's own tokens in the order in which they are
said. Knows no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lemminflect import getAllLemmas

from assistant.answering.text import Token, is_plural
from assistant.answering.verbs import Verbs, ending, is_auxiliary, is_modal, is_participle
from assistant.answering.vocabulary import Language

Words = tuple[Token, ...]

_YEAR = 4  # digits


@dataclass(frozen=True, slots=True)
class Frame:
    """A clause around its one figure: what is said before it, the figure, and after it."""

    before: Words
    figure: Words
    after: Words

    @property
    def words(self) -> Words:
        """The clause as it is said."""
        return (*self.before, *self.figure, *self.after)


class Gaps:
    """Fills gaps, by the vocabulary's closed lists of words and by forms."""

    def __init__(self, main: Language, verbs: Verbs) -> None:
        self._verbs = verbs
        self._prepositions = frozenset(main.prepositions)
        self._ones = frozenset(word for word, value in main.numbers.items() if value == 1)
        self._pronouns = frozenset(main.pronouns)
        self._rates = frozenset(main.rates)
        self._limits = frozenset(main.limits)
        self._relative = verbs.relative

    def filled(self, frame: Frame, part: Frame, *, contrasted: bool = False) -> Words:
        """The clause `part` with what it shares with `frame`; () where that is not sure.
        `contrasted`: it is set against the clause before and may differ from it in its subject."""
        if self._verbs.sure(part.before) is not None or self._is_nested(frame):
            return ()
        if self.has_referent(part.before) or self._refers(part.after) or self._refers(frame.after):
            return ()
        if self._is_bounded(frame, part) or self._is_one(frame) != self._is_one(part):
            return ()  # "two days here and one there"
        if not part.before:
            return self._led_by_figure(frame, part, contrasted=contrasted)
        if contrasted:
            return ()
        if part.before[0].norm in self._prepositions:
            return self._led_by_preposition(frame, part)
        return self._led_by_subject(frame, part)

    def continued(self, frame: Frame, part: Frame) -> Words:
        """A clause that goes on with a verb of its own: "takes 2 weeks and costs $90"."""
        verb = self._verb_before(frame)
        if not verb or not part.before or self._is_nested(frame):
            return ()
        if not self._verbs.leads(part.before):
            return ()
        one, two = frame.before[verb].norm, part.before[0].norm
        if is_auxiliary(two):
            shared = verb + (is_modal(one) and ending(two) == "")
        elif is_auxiliary(one) and ending(two) in ("", "ed"):
            group = self._verb_end(frame.before, verb)
            shared = verb + 1 if ending(two) == "" else group - 1
            if shared <= verb or (ending(two) == "" and not is_modal(one)):
                return ()
        elif ending(one) == ending(two):
            shared = verb
        else:
            return ()  # "brings 9%, compared with 4% for ..."
        return (*frame.before[:shared], *part.words)

    def raised(self, frames: Sequence[Frame]) -> list[Words]:
        """The clauses where all but the last lack the verb that it has; [] for any others."""
        *lacking, last = frames
        verb = self._verbs.first(last.after)
        opens = {frame.after[0].norm for frame in frames if frame.after}
        alike = len(opens) == 1 and opens <= self._prepositions and all(f.after for f in frames)
        lone = all(self._verbs.first((*f.before, *f.after)) is None for f in lacking)
        if verb is None or not alike or not lone or last.before or self._is_nested(last):
            return []
        shared = last.after[verb:]
        return [*((*frame.words, *shared) for frame in lacking), last.words]

    def unit(self, frame: Frame, part: Frame) -> Words:
        """What a bare number at the end of a clause counts, where the one before says it: "a short
        loan lasts three nights, a long one nine"."""
        number = part.figure[-1]
        signed = any(not token.is_word and not token.is_number for token in part.figure)
        verb = self._verbs.first((*part.before, number))
        links = [words[-1].norm for words in (frame.before, part.before) if words]
        led = (len(links) == 2 and links[0] == links[1]) or verb == len(part.before) - 1
        dated = number.is_number and len(number.norm) == _YEAR
        counted = number.norm not in self._ones and not (part.after or signed or dated)
        return self._unit(frame.after) if counted and led else ()

    def scope(self, frame: Frame) -> Words:
        """The phrase with a preposition that opens a clause and holds for those joined to it: "In
        Peru"."""
        if not frame.before or frame.before[0].norm not in self._prepositions:
            return ()
        end = self._phrase_end(frame.before)
        return frame.before[:end] if end is not None and end < len(frame.before) else ()

    def is_joint(self, frame: Frame, part: Frame) -> bool:
        """Whether two figures are of different things that hold together: "50 points and 100
        badges"."""
        signed = any(not t.is_word and not t.is_number and t.norm != "-" for t in frame.figure)
        if part.before or not part.after or not frame.after or signed:
            return False
        two = part.after[0]
        if "NOUN" not in getAllLemmas(two.norm) or two.norm in self._prepositions:
            return False
        places = {t.norm for t in frame.after if t.norm in self._prepositions} - {"of"}
        return not any(token.norm in places for token in part.after[1:])

    def is_torn(self, frame: Frame) -> bool:
        """Whether a figure stands in a clause within a clause whose verb is elsewhere: "a bill that
        grows by 20%"."""
        nested = any(token.norm in self._relative for token in frame.before)
        return nested and self._verb_after(frame) is None

    def has_referent(self, words: Words) -> bool:
        """Whether a pronoun or "one" stands for what another clause names."""
        for i, token in enumerate(words):
            if token.norm in self._relative:
                return False
            after = words[i + 1] if i + 1 < len(words) else None
            alone = after is None or not after.is_word or self._verbs.is_finite_form(after)
            if token.norm.split("'")[0] in self._pronouns or (token.norm in self._ones and alone):
                return True
        return False

    def _refers(self, words: Words) -> bool:
        """Whether a pronoun stands in words, before any clause that says more of them."""
        for token in words:
            if token.norm in self._relative:
                return False
            if token.norm in self._pronouns:
                return True
        return False

    def _is_one(self, frame: Frame) -> bool:
        return frame.figure[-1].norm in self._ones or frame.figure[-1].norm == "1"

    def _is_bounded(self, frame: Frame, part: Frame) -> bool:
        """Whether the first figure is a limit ("at least 5") and the other is not."""
        return self._is_limit(frame.figure) and not self._is_limit(part.figure)

    def _is_limit(self, figure: Words) -> bool:
        said = " ".join(token.norm for token in figure)
        return any(said.startswith(f"{limit} ") for limit in self._limits)

    def _is_nested(self, frame: Frame) -> bool:
        """Whether a clause within the clause stands before the figure, so that its verb may be
        the wrong one."""
        return any(token.norm in self._relative for token in (*frame.before, *frame.after))

    def _led_by_figure(self, frame: Frame, part: Frame, *, contrasted: bool) -> Words:
        """ "40% of the week goes on reports, 20% on tests"; "it costs 5 in Peru and 6 in Chile"."""
        own = part.after
        if not own:
            return ()
        matched = any(t.norm == own[0].norm for t in frame.after)
        if contrasted and not matched:
            return ()
        labelled = bool(frame.before) and frame.before[-1].norm == ":"
        if self._verb_before(frame) is not None or (labelled and matched):
            new = not frame.after and own[0].norm not in self._prepositions
            if self._verbs.first(own) is not None or new:
                return ()
            return (*frame.before, *part.figure, *self._rest(frame.after, own))
        verb = self._verb_after(frame)
        if verb is None:
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
        return (*start, *frame.after[: verb + 1], *own)

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
            shared = Frame(frame.before[:-1], frame.figure, ())
            rest = self._rest(frame.after, part.after)
            led = self._verb_before(shared) is not None
            return (*shared.before, *part.before, *part.figure, *rest) if led else ()
        verb = self._verb_before(frame)
        inside = [i for i, t in enumerate(frame.before[:verb]) if i and t.norm == lead]
        if verb and inside and not part.after:  # "wear of copper is about 5%, of brass about 2"
            phrase, rest = self._linked(part.before, frame.before), frame.before[verb:]
            return (*frame.before[: inside[-1]], *phrase, *rest, *part.figure, *frame.after)
        if not frame.before or frame.before[0].norm != lead:
            return ()
        if self._verbs.first(frame.after) is not None and (
            self._rest(frame.after, part.after) == part.after
        ):
            return ()
        end = self._phrase_end(frame.before)
        if end is None or any(token.norm == "," for token in (*part.before, *frame.before[end:])):
            return ()
        phrase = self._linked(part.before, frame.before)
        if phrase[-1].norm in self._prepositions:
            return ()
        rest = self._rest(frame.after, part.after)
        return (*phrase, *frame.before[end:], *part.figure, *rest)

    def _linked(self, phrase: Words, before: Words) -> Words:
        """A phrase without the preposition that the clause before has before its figure too: "in
        Chile by" after "it rises by"."""
        return phrase[:-1] if before and phrase[-1].norm == before[-1].norm else phrase

    def _phrase_end(self, before: Words) -> int | None:
        """Where the phrase that opens a clause ends: before a comma, or after a name."""
        for i, token in enumerate(before):
            if token.norm == ",":
                return i + 1
        named = [i for i, token in enumerate(before[1:], 1) if token.text[0].isupper()]
        if self._verbs.first(before) is None:
            return len(before)
        opens = named and named[0] <= 2 and named == list(range(named[0], named[-1] + 1))
        return named[-1] + 1 if opens else None

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
        scope = self.scope(frame)
        own = frame.before[len(scope) : verb]
        if not subject or not own or self._is_unsound(subject):
            return ()
        if part.after[1:] and self._verbs.is_finite_form(part.after[0]):
            return ()  # "all above 500 needs a permit"
        if ending(frame.before[verb].norm) == ending(subject[0].norm) == "s":
            return ()  # "it moves on every four months"
        if not _agree(frame.before[verb].norm, own, subject):
            return ()
        rest = self._rest(frame.after, part.after)
        return (*scope, *subject, *frame.before[verb:], *part.figure, *rest)

    def _is_unsound(self, subject: Words) -> bool:
        """Whether words that should name a thing may be more than that."""
        last = subject[-1]
        forms = getAllLemmas(last.norm)
        wild = any(token.norm in (",", ";", ":", "(") for token in subject)
        if wild or last.norm in self._prepositions or self._verbs.sure(subject) is not None:
            return True
        named = last.text[0].isupper() or last.norm.endswith("ing") or not forms
        return not named and (ending(last.norm) == "ed" or "NOUN" not in forms)

    def _verb_after(self, frame: Frame) -> int | None:
        """Where the verb of a clause stands whose figure is its subject."""
        words = (frame.figure[-1], *frame.after)
        if frame.after and self._verbs.is_finite(words, 1, plural=True):
            return 0
        verb = self._verbs.first(words)
        return None if verb is None else verb - 1

    def _verb_before(self, frame: Frame) -> int | None:
        """Where the verb of a clause stands that leads to its figure."""
        verb = self._verbs.first((*frame.before, frame.figure[0]))
        if verb is None or verb == len(frame.before):
            return None
        after = self._verb_after(frame) if is_plural(frame.before[verb].norm) else None
        return verb if after is None else None

    def _shared_verb(self, words: Words, verb: int, own: Token) -> int:
        """Where what the next clause leaves out ends, which opens with the verb `own`: "35% can be
        binned and 20% merged"."""
        end = self._verb_end(words, verb)
        if is_auxiliary(own.norm) or not is_participle(own.norm) or end - verb == 1:
            return verb
        return end - 1

    def _verb_end(self, words: Words, verb: int) -> int:
        """Where the words that belong to a verb end: "must be answered"."""
        end = verb + 1
        while end < len(words) and (
            is_auxiliary(words[end].norm) or is_participle(words[end].norm)
        ):
            end += 1
        return end

    def _rest(self, shared: Words, own: Words) -> Words:
        """What follows the figure: its own words, with the shared ones that they stand after."""
        if not own:
            return shared
        rate = self._rate(shared) if not self._rate(own) else ()
        at = next((i for i, t in enumerate(shared) if t.norm == own[0].norm), None)
        if at is not None and own[0].norm in self._prepositions:
            return (*shared[:at], *own)
        if at == 0:
            same = all(a.norm == b.norm for a, b in zip(shared, own, strict=False))
            return (*own, *shared[len(own) :]) if same and len(shared) > len(own) else own
        if own[0].norm.endswith("ing") or own[0].text[0].isupper():
            return own
        if "NOUN" in getAllLemmas(own[0].norm):
            return (own[0], *rate, *own[1:])
        return (*self._unit(shared), *own)

    def _rate(self, words: Words) -> Words:
        """What a figure is given for: "an hour" of "90 shells an hour in Peru"."""
        for i, token in enumerate(words[:2]):
            if token.norm in self._rates and i + 1 < len(words):
                return words[i : i + 2]
        return ()

    def _unit(self, shared: Words) -> Words:
        """What is counted, at the start of the words after a figure: "weeks", "an hour"."""
        for i, token in enumerate(shared):
            if not token.is_word or (i and token.norm in self._prepositions):
                return shared[:i]
            if "NOUN" in getAllLemmas(token.norm):
                return shared[: i + 1] if token.norm not in self._prepositions else shared[:i]
        return ()


def _agree(verb: str, one: Words, two: Words) -> bool:
    """Whether a verb with one subject can have the other; a name may be of one or of several."""
    if is_participle(verb) and not is_auxiliary(verb):
        return True
    named = all(token.text[0].isupper() for token in two if "NOUN" in getAllLemmas(token.norm))
    return _is_many(one) == _is_many(two) or named


def _is_many(subject: Words) -> bool:
    joined = any(token.norm in ("and", "&") for token in subject)
    return joined or any(is_plural(token.norm) for token in subject)
