"""Nearest vectors by inner product, on FAISS. Knows row numbers only: no chunks, no texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

# Rows from which the approximate graph replaces the exact scan. `python -m eval.bench_vectors`, one
# thread: exact 0.6 ms at 10,000 rows, 5 ms at 50,000, 12 ms at 100,000; graph below 1 ms at each,
# recall@10 1.00 on clustered vectors, but 24 s to build at 50,000. Up to here the exact scan takes
# at most a fifth of the 25 ms that retrieval may, and needs no building.
HNSW_FROM_ROWS = 50_000
HNSW_NEIGHBOURS = 32
HNSW_EF_CONSTRUCTION = 80  # 200 took twice as long to build and found no more
HNSW_EF_SEARCH = 128


class VectorStore(Protocol):
    """A fixed set of vectors that can be searched. Safe to use from several threads."""

    def search(
        self, vectors: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The `k` best rows for each of (n, d) `vectors`: scores and ids, both (n, k'), best first.

        k' is `k` or the number of rows, whichever is less.
        """
        ...


class FaissStore:
    """Inner products over float32 rows: exact below `HNSW_FROM_ROWS`, an HNSW graph from there.

    The graph: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using
    Hierarchical Navigable Small World graphs", 2016.
    """

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def exact(cls, vectors: NDArray[np.float32]) -> FaissStore:
        """An exact store of the (n, d) `vectors`."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def graph(cls, vectors: NDArray[np.float32]) -> FaissStore:
        """An HNSW store of the (n, d) `vectors`; building takes seconds per 10,000 rows."""
        import faiss

        index = faiss.IndexHNSWFlat(vectors.shape[1], HNSW_NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = HNSW_EF_CONSTRUCTION
        index.hnsw.efSearch = HNSW_EF_SEARCH
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def load_graph(cls, path: Path) -> FaissStore:
        """A graph that `save` wrote. The file must be verified before: FAISS trusts its bytes."""
        import faiss

        index: Any = faiss.read_index(str(path))
        index.hnsw.efSearch = HNSW_EF_SEARCH
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the store to `path` in FAISS's own format."""
        import faiss

        faiss.write_index(self._index, str(path))

    def search(
        self, vectors: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """As `VectorStore.search`."""
        k = min(k, int(self._index.ntotal))
        if k == 0:
            empty = (len(vectors), 0)
            return np.zeros(empty, np.float32), np.zeros(empty, np.int64)
        scores, ids = self._index.search(np.ascontiguousarray(vectors, dtype=np.float32), k)
        return scores, ids
