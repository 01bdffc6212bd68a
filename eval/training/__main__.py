"""`python -m eval.training tower`, `... ranker` and `... drafter`: learn the trained parts.

The first two learn from every question set but test, holdout, fresh4 and fresh5. The tower is
trained once for each fold of pages, and twice on all, in two orders whose mean is kept: the ranker
learns from towers that had not seen the page, as it will be with pages of others. They take an hour
each on two cores, the drafter 10 minutes.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import typer

from assistant.answering.ranker import TRAINED as RANKER
from assistant.answering.ranker import Ranker, load_ranker
from assistant.answering.vocabulary import Vocabulary, load_vocabulary
from assistant.search.question_tower import TRAINED as TOWERS
from assistant.settings import Settings, load_settings
from eval.page import build_page
from eval.training.candidates import Asked, Asker, passages_of
from eval.training.worlds import CACHE, FOLDS, LearningSplit, fold_of, learning_splits

ORDERS = (1, 2)  # trainings whose mean reads the questions

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def _fold_tower(fold: int) -> Path:
    return CACHE / f"tower-{fold}.safetensors"


@app.command()
def tower(folds: bool = True) -> None:
    """Train the question's side of the embedding model, for each fold and on all pages."""
    import torch

    from eval.training.tower import TowerTrainer, save_side

    settings = load_settings()
    torch.set_num_threads(os.cpu_count() or 1)
    splits = learning_splits(settings)
    fold_by_page = fold_of(splits)
    trainer = TowerTrainer(*_tower_data(settings, splits))
    for fold in range(FOLDS) if folds else ():
        left_out = frozenset(page for page, number in fold_by_page.items() if number == fold)
        save_side(trainer.train(left_out), _fold_tower(fold))
        typer.echo(f"fold {fold}: trained without {', '.join(sorted(left_out))}")
    save_side(trainer.train(orders=ORDERS), TOWERS[settings.embedder])
    typer.echo(f"written: {TOWERS[settings.embedder].name}")


def _tower_data(settings: Settings, splits: tuple[LearningSplit, ...]) -> Any:
    from assistant.search.rows import whole_text
    from assistant.search.sentence_transformers import SentenceTransformerEmbedder
    from eval.training.tower import Example, PageVectors

    embedder = SentenceTransformerEmbedder(settings.embedder, os.cpu_count() or 1)
    vocabulary = load_vocabulary(settings.vocabulary_dir)
    examples: list[Example] = []
    pages: dict[str, PageVectors] = {}
    for split in splits:
        index = split.index(embedder)
        asker = Asker(index, vocabulary, load_ranker())
        truth = {page.slug: build_page(page, index.chunks) for page in index.roadmaps}
        for slug in truth:
            rows, passage_of_row, passages = index.page_rows(slug)
            texts = [whole_text(chunk) for chunk in index.chunks if chunk.roadmap == slug]
            states = [found.numpy() for found in embedder.token_states(texts)]
            passage_of_token = np.repeat(np.arange(passages), [len(found) for found in states])
            pages[f"{split.name}/{slug}"] = PageVectors(
                rows, passage_of_row, np.concatenate(states), passage_of_token, passages
            )
        for row in split.rows:
            answers = passages_of(truth[row.roadmap], index, row)
            if row.answerable and not answers:
                continue
            asked = tuple(dict.fromkeys(asker.wordings(row)))
            examples.append(Example(asked, f"{split.name}/{row.roadmap}", answers))
    return embedder.model, examples, pages


@app.command()
def drafter() -> None:
    """Train the language model's adapter: 10 minutes on two cores."""
    import tempfile

    import torch

    from assistant.answering.generation.weights import ADAPTERS, DEFAULT_MODEL, ensure_weights
    from eval.training.drafter import DrafterTrainer, load_rewrites

    torch.set_num_threads(os.cpu_count() or 1)
    adapter = ADAPTERS.pop(DEFAULT_MODEL)
    with tempfile.TemporaryDirectory() as folder:  # the model as it came
        trainer = DrafterTrainer(ensure_weights(DEFAULT_MODEL, Path(folder)))
    rewrites = load_rewrites()
    trainer.train(rewrites)
    trainer.save(adapter)
    typer.echo(f"written: {adapter.name}, from {len(rewrites)} rewrites")


@app.command()
def ranker(rounds: int = 1) -> None:
    """Train the ranker's trees; follow-ups rest on what the ranker of the round before chose."""
    from eval.training import trees

    settings = load_settings()
    splits = learning_splits(settings)
    folds = fold_of(splits)
    for turn in range(rounds):
        with ProcessPoolExecutor(2) as pool:
            parts = pool.map(_asked, range(FOLDS))
            asked = [found for part in parts for found in part]
        names = trees.feature_names(asked)
        held = trees.held_out(asked, names, folds)
        accept = trees.best_threshold(held)
        trees.write_ranker(trees.learn(asked, names), names, accept, RANKER)
        _tell(turn, held, accept)


def _tell(turn: int, held: list[Any], accept: float) -> None:
    right = sum(h.is_right(accept) for h in held) / len(held)
    open_rows = [h for h in held if not h.asked.row.answerable]
    said = sum(h.probability >= accept for h in open_rows) / len(open_rows)
    kept = [h for h in held if h.asked.row.answerable]
    refused = sum(h.probability < accept for h in kept) / len(kept)
    first = sum(h.label != 0 for h in kept) / len(kept)
    typer.echo(
        f"round {turn}: pages left out: {right:.1%} right from probability {accept}; "
        f"abstained {1 - said:.1%} of the unanswerable, refused {refused:.1%}, "
        f"best candidate right {first:.1%}"
    )


def _asked(fold: int) -> list[Asked]:
    """The rows of one fold's pages, read by the tower that had not seen them."""
    from assistant.search.sentence_transformers import SentenceTransformerEmbedder

    settings = load_settings()
    splits = learning_splits(settings)
    folds = fold_of(splits)
    embedder = SentenceTransformerEmbedder(settings.embedder, 1, _fold_tower(fold))
    vocabulary: Vocabulary = load_vocabulary(settings.vocabulary_dir)
    trained: Ranker = load_ranker()
    found: list[Asked] = []
    for split in splits:
        rows = [row for row in split.rows if folds[row.roadmap] == fold]
        if rows:
            asker = Asker(split.index(embedder), vocabulary, trained)
            found += [asker.ask(row) for row in rows]
    return found


if __name__ == "__main__":
    app()
