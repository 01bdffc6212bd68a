"""How the levels and the role of a page are called: titles, short forms, words of seniority.

Builds phrasebooks from a `Roadmap` and the vocabulary; finds nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.answering.spelling import frequency
from assistant.answering.text import Phrasebook, Token, stem, stems, tokenise
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Level, Roadmap

# A title's noun rarer than this (Zipf) names the level even where the page uses it elsewhere.
_RARE_HEAD = 4.3
_ALTERNATIVES = re.compile(r"\s*/\s*|\s+or\s+", re.IGNORECASE)

_UPPER = frozenset({"senior", "lead"})  # names of seniority above the middle

LevelNumbers = tuple[int, ...]


def role_names(roadmap: Roadmap) -> tuple[str, ...]:
    """The role's names, and its first word where that is an acronym or a coined name ("DevOps")."""
    names = (roadmap.role, *roadmap.also_called)
    first = roadmap.role.split()[0]
    coined = sum(letter.isupper() for letter in first) > 1 and len(roadmap.role.split()) > 1
    return (*names, first) if coined else names


def full_role_names(roadmap: Roadmap) -> frozenset[tuple[str, ...]]:
    """Stems of the role's names in full."""
    return frozenset(stems(name) for name in (roadmap.role, *roadmap.also_called))


def plain_levels(roadmap: Roadmap) -> tuple[Level, ...]:
    """The levels that are titled as the role is called."""
    names = full_role_names(roadmap)
    return tuple(level for level in roadmap.levels if stems(level.title) in names)


def level_words(vocabulary: Vocabulary) -> set[str]:
    """Single words for a rung, such as "level" and "rank", that a number may follow."""
    words = vocabulary.main.aspects["levels"].words
    titles = ("title", "designation", "ladder", "progression", "hierarchy", "promotion", "step")
    return {stem(word) for word in words if " " not in word and not word.startswith(titles)}


def title_names(level: Level, roadmap: Roadmap) -> tuple[str, ...]:
    """A level's title, each of two titles that it joins ("Staff / Principal"), and other names."""
    return (level.title, *_alternatives(level, roadmap), *level.also_called)


def title_book(roadmap: Roadmap, vocabulary: Vocabulary) -> Phrasebook[LevelNumbers]:
    """Titles, other names, and what sets a title apart from the role and the other titles."""
    book: Phrasebook[LevelNumbers] = Phrasebook()
    roles = full_role_names(roadmap)
    for level in roadmap.levels:
        for name in title_names(level, roadmap):
            own = name == level.title and stems(name) != stems(roadmap.role)
            if own or stems(name) not in roles:
                book.add(name, (level.number,))
    for phrase, numbers in _distinguishing(roadmap, vocabulary):
        book.add(phrase, numbers)
    taken = roles | {(word,) for word in vocabulary.known_stems}
    for letters, numbers in _initials(roadmap).items():
        if len(numbers) == 1 and stems(letters) not in taken:
            book.add(letters, numbers)
    return book


def _initials(roadmap: Roadmap) -> dict[str, LevelNumbers]:
    """First letters of titles of several words, acronyms kept whole ("SMLE")."""
    found: dict[str, LevelNumbers] = {}
    for level in roadmap.levels:
        if stems(level.title) == stems(roadmap.role):
            continue
        names = (
            {level.title}
            if not _ALTERNATIVES.search(level.title)
            else _alternatives(level, roadmap)
        )
        for name in names:
            words = [t.text for t in tokenise(name) if t.is_word]
            letters = "".join(w if w.isupper() else w[0] for w in words).lower()
            if len(words) > 1:
                found[letters] = (*found.get(letters, ()), level.number)
    return found


def _alternatives(level: Level, roadmap: Roadmap) -> Iterable[str]:
    """ "Staff / Principal X" names a Staff X and a Principal X."""
    parts = [part for part in _ALTERNATIVES.split(level.title) if part]
    if len(parts) < 2:
        return ()
    tail = parts[-1].split()
    noun = " ".join(tail[1:])
    return tuple(
        part if len(part.split()) > 1 else f"{part} {noun}".strip() for part in parts
    ) + tuple(f"{part.split()[0]} {name}" for part in parts for name in roadmap.also_called)


def _distinguishing(roadmap: Roadmap, vocabulary: Vocabulary) -> Iterable[tuple[str, LevelNumbers]]:
    """What is left of a title without the role ("senior"), alone and before other names of the
    role; and a title's own last word. Alone only where the page uses the word for nothing else."""
    role = set(stems(roadmap.role))
    role_head = tokenise(roadmap.role)[-1].norm
    elsewhere = _words_outside_titles(roadmap)
    seniority = {stem(w) for s in vocabulary.main.seniority for w in s.words}
    heads = [_head(level.title) for level in roadmap.levels]
    for level, head in zip(roadmap.levels, heads, strict=True):
        words = [t for t in tokenise(level.title) if t.is_word]
        rest = [t for t in words if t.stem not in role and t.norm != "or"]
        if len(words) > 2 and not role >= {t.stem for t in words[-2:]}:
            tail = " ".join(t.norm for t in words[-2:])
            if sum(stems(other.title)[-2:] == stems(tail) for other in roadmap.levels) == 1:
                yield tail, (level.number,)
        alone = [*rest] if len(rest) < len(words) else [head] if len(rest) > 1 else []
        if rest and len(rest) < len(words):
            phrase = " ".join(t.norm for t in rest)
            yield from ((f"{phrase} {name}", (level.number,)) for name in roadmap.also_called)
            yield from ((f"{t.norm} {role_head}", (level.number,)) for t in rest)
        for token in alone:
            shared = sum(token.stem in stems(other.title) for other in roadmap.levels) > 1
            modifies = role <= set(stems(level.title))  # "Associate" before the whole role
            unused = token.stem not in elsewhere and token.norm not in vocabulary.glue
            rare = token is head and frequency(token.norm) < _RARE_HEAD
            own = modifies or rare or token.stem in seniority or unused
            if own and not shared and token.stem not in role:
                yield token.norm, (level.number,)


def _head(title: str) -> Token:
    """The noun of a title: the last word before "of", or of all."""
    words = [t for t in tokenise(title) if t.is_word]
    norms = [t.norm for t in words]
    return words[norms.index("of") - 1] if "of" in norms[1:] else words[-1]


def _words_outside_titles(roadmap: Roadmap) -> set[str]:
    """Stems the page uses apart from its level titles."""
    texts = [faq.question + " " + faq.answer for faq in roadmap.faqs]
    texts += [block.text + " ".join(block.items) for s in roadmap.sections for block in s.blocks]
    texts += [item.name + " " + item.text for item in (*roadmap.mistakes, *roadmap.certifications)]
    texts += [t.origin + " " + t.target + " " + t.text for t in roadmap.transitions]
    texts += [text for level in roadmap.levels for text in (*level.skills, *level.responsibilities)]
    joined = " ".join(texts)
    for level in roadmap.levels:
        joined = re.sub(re.escape(level.title) + "s?", " ", joined, flags=re.IGNORECASE)
    return set(stems(joined))


def seniority_book(roadmap: Roadmap, vocabulary: Vocabulary) -> Phrasebook[LevelNumbers]:
    """Words of seniority -> levels: by the words in titles, else by position on the ladder."""
    book: Phrasebook[LevelNumbers] = Phrasebook()
    if not roadmap.levels:
        return book
    classes = {
        s.name: {stem(w) for w in s.words if " " not in w} for s in vocabulary.main.seniority
    }
    titles = {level.number: set(stems(level.title)) for level in roadmap.levels}
    others = {n.number: {w for name in n.also_called for w in stems(name)} for n in roadmap.levels}
    marked = {
        number: {name for name, words in classes.items() if words & said}
        for number, said in titles.items()
    }
    for seniority in vocabulary.main.seniority:
        numbers = tuple(n for n, names in marked.items() if seniority.name in names)
        placed = numbers or _by_position(roadmap, marked, seniority.position)
        for word in seniority.words:
            said = classes[seniority.name] & set(stems(word))
            own = _having(said, titles) or _having(said, others)
            if " " in word and seniority.position in (0, 1):  # "the top rung" has no other
                own = own or (1 if seniority.position == 0 else len(roadmap.levels),)
            # "Principal" is a title of its own: where no title has it, it is no place on a ladder.
            book.add(word, own or (numbers if seniority.position == 1 else placed))
    return book


def _having(words: set[str], names: dict[int, set[str]]) -> LevelNumbers:
    """The levels whose names have one of the words."""
    return tuple(number for number, known in names.items() if words & known)


def _by_position(roadmap: Roadmap, marked: dict[int, set[str]], position: float) -> LevelNumbers:
    """The levels nearest to `position`; an unmarked title between marked ones is the middle."""
    last = len(roadmap.levels)
    plain = tuple(n for n in marked if not marked[n])
    if 0 < position < 1 and len(plain) < last and plain:
        inner = tuple(n for n in plain if 1 < n < last) or plain
        if position != 0.5:
            return inner[-1:]
        upper = min((n for n, names in marked.items() if names & _UPPER), default=last)
        return tuple(n for n in inner if n < upper) or inner
    distance = {n: abs((n - 1) / max(last - 1, 1) - position) for n in marked}
    nearest = min(distance.values())
    return tuple(n for n in marked if distance[n] - nearest < 1e-9)
