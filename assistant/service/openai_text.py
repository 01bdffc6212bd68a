"""An answer as the text of a chat message: sentences with citation marks, then the sources.

Works sentence by sentence, so that a streamed message and a whole one are the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.records import Citation, Sentence
from assistant.service.schemas_openai import Annotation, UrlCitation

LIST_MARKS = ("- ", "* ", "• ")


class Composer:
    """Writes one message. `base_url` is put before citation URLs that have no host."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._length = 0
        self._marks: list[tuple[int, int, int]] = []

    def sentence(self, sentence: Sentence) -> str:
        """The next piece of the message: a sentence with its marks."""
        before = ""
        if self._length:
            before = "\n" if sentence.text.startswith(LIST_MARKS) else " "
        piece = before + sentence.text + (" " if sentence.citations else "")
        for number in sentence.citations:
            mark = f"[{number}]"
            start = self._length + len(piece)
            self._marks.append((number, start, start + len(mark)))
            piece += mark
        self._length += len(piece)
        return piece

    def sources(self, citations: Sequence[Citation]) -> str:
        """The last piece: the sources by number; empty where nothing is cited."""
        lines = [f"[{c.n}] {c.section}: “{c.quote}” {self._url(c)}" for c in citations]
        return "\n\nSources:\n" + "\n".join(lines) if lines else ""

    def annotations(self, citations: Sequence[Citation]) -> list[Annotation]:
        """Every mark with the page address behind it."""
        by_number = {citation.n: citation for citation in citations}
        return [
            Annotation(
                url_citation=UrlCitation(
                    url=self._url(by_number[number]),
                    title=by_number[number].section,
                    start_index=start,
                    end_index=end,
                )
            )
            for number, start, end in self._marks
            if number in by_number
        ]

    def _url(self, citation: Citation) -> str:
        return self._base_url + citation.url if citation.url.startswith("/") else citation.url
