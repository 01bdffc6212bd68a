"""Baseline: the retrieval-augmented chatbot that tutorials build, with the libraries they use.

LangChain's RecursiveCharacterTextSplitter at 500 characters, the same embedding model, its FAISS
store at the top 4, and the same language model answering from a stuffed prompt, greedily, in at
most 96 tokens. Needs the optional dependency group `eval`.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.search.index import Index
from eval.systems.base import SystemAnswer
from eval.systems.passages import (
    PASSAGE_CHARACTERS,
    Passage,
    citations_for,
    cite_all,
    declines,
)

TOP = 4
MAX_TOKENS = 96
PROMPT = Path(__file__).with_name("tutorial_prompt.txt")


class TutorialRag:
    """Stateless as tutorials are: earlier turns are put in front of the question."""

    name = "tutorial-rag"

    def __init__(self, texts: Mapping[str, str], index: Index, weights: Path) -> None:
        """`texts` is slug -> page text; `weights` a folder transformers can load."""
        self._index = index
        self._store = _build_store(texts, index)
        self._generate = _load_pipeline(weights)
        self._prompt = PROMPT.read_text(encoding="utf-8").strip()

    def answer(self, turns: Sequence[str], roadmap: str | None) -> SystemAnswer:
        """Retrieve, stuff, generate. It abstains when the model's words say so."""
        started = time.perf_counter()
        question = " ".join(turns)
        only = {"roadmap": roadmap} if roadmap is not None else None
        found = self._store.similarity_search_with_score(question, k=TOP, filter=only)
        context = "\n\n".join(document.page_content for document, _ in found)
        prompt = self._prompt.replace("{context}", context).replace("{question}", question)
        reply = self._generate([{"role": "user", "content": prompt}], return_full_text=False)
        text = str(reply[0]["generated_text"]).strip()
        total = 1000 * (time.perf_counter() - started)
        passages = [Passage(d.metadata["roadmap"], d.page_content) for d, _ in found]
        citations = citations_for(passages, self._index.chunks)
        return SystemAnswer(
            text=text,
            abstained=declines(text),
            written_by="model",
            sentences=cite_all(text, citations),
            citations=citations,
            # The store's score is a squared distance d of unit vectors: the cosine is 1 - d/2.
            confidence=1 - float(found[0][1]) / 2 if found else None,
            first_ms=total,
            total_ms=total,
        )


def _build_store(texts: Mapping[str, str], index: Index) -> Any:
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    with warnings.catch_warnings():
        # Its FAISS store is still the one that tutorials import, though the package is retired.
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_community.vectorstores import FAISS

    class IndexEmbeddings(Embeddings):  # type: ignore[misc]  # langchain is optional
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(value) for value in row] for row in index.encode(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    splitter = RecursiveCharacterTextSplitter(chunk_size=PASSAGE_CHARACTERS, chunk_overlap=50)
    documents = splitter.create_documents(
        list(texts.values()), metadatas=[{"roadmap": slug} for slug in texts]
    )
    return FAISS.from_documents(documents, IndexEmbeddings())


def _load_pipeline(weights: Path) -> Any:
    import torch
    from transformers import GenerationConfig, pipeline

    # Full precision and every core: in the weights' own bfloat16, on a processor that does not
    # compute in it, and in the embedder's one thread, an answer takes 19 seconds instead of 5.
    torch.set_num_threads(os.cpu_count() or 1)
    generator = pipeline("text-generation", model=str(weights), device="cpu", dtype=torch.float32)
    greedy = GenerationConfig.from_model_config(generator.model.config)
    greedy.update(do_sample=False, max_new_tokens=MAX_TOKENS, pad_token_id=greedy.eos_token_id)
    generator.generation_config = greedy
    generator.model.generation_config = greedy
    return generator
