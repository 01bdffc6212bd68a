"""Where the exact scan should give way to the graph: latency, recall and build time by size.

Run as `python -m eval.bench_vectors [--rows 10000 25000 ...]`. Vectors are synthetic: clustered as
sentence embeddings are, since uniform ones have no neighbourhoods to find.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np
from numpy.typing import NDArray

from assistant.search.vectors import FaissStore, VectorStore

DIMENSIONS = 384
QUERIES = 200
NEIGHBOURS = 256  # as many rows as index.POOL_ROWS asks for


def clustered(rows: int, seed: int) -> NDArray[np.float32]:
    """`rows` unit vectors scattered around one centre in 20 rows."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((max(rows // 20, 1), DIMENSIONS), dtype=np.float32)
    vectors = centres[rng.integers(len(centres), size=rows)]
    vectors += 0.8 * rng.standard_normal((rows, DIMENSIONS), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def timed(store: VectorStore, queries: NDArray[np.float32]) -> tuple[float, NDArray[np.int64]]:
    """Median milliseconds of a single query, and the ids found for all of them."""
    times, found = [], []
    for query in queries:
        start = time.perf_counter()
        _, ids = store.search(query[None], NEIGHBOURS)
        times.append(1000 * (time.perf_counter() - start))
        found.append(ids[0])
    return statistics.median(times), np.stack(found)


def recall(found: NDArray[np.int64], truth: NDArray[np.int64], k: int) -> float:
    """Share of the true `k` nearest that are among all found."""
    hits = [len(np.intersect1d(f, t[:k])) for f, t in zip(found, truth, strict=True)]
    return sum(hits) / (k * len(hits))


def main() -> None:
    """Print one line a size."""
    import faiss

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 25_000, 50_000, 100_000])
    sizes = parser.parse_args().rows
    faiss.omp_set_num_threads(1)
    print(f"{'rows':>8} {'exact ms':>9} {'graph ms':>9} {'recall@10':>9} {'build s':>8}")
    for rows in sizes:
        vectors, queries = clustered(rows + QUERIES, seed=rows), slice(rows, None)
        exact_ms, truth = timed(FaissStore.exact(vectors[:rows]), vectors[queries])
        start = time.perf_counter()
        graph = FaissStore.graph(vectors[:rows])
        built = time.perf_counter() - start
        graph_ms, found = timed(graph, vectors[queries])
        share = recall(found, truth, k=10)
        print(f"{rows:>8} {exact_ms:>9.2f} {graph_ms:>9.2f} {share:>9.3f} {built:>8.1f}")


if __name__ == "__main__":
    main()
