"""Imports put off: nothing is loaded until it is called, and then it is the real thing."""

import subprocess
import sys

SCRIPT = """
import sys
from assistant.search.deferred import deferred

with deferred("sklearn", "sklearn.metrics"):
    from sklearn.metrics import pairwise_distances
assert "sklearn" not in sys.modules
assert pairwise_distances([[0.0, 0.0]], [[3.0, 4.0]])[0][0] == 5.0
assert "scipy" in sys.modules and sys.modules["sklearn"].__file__
with deferred("sklearn", "sklearn.metrics"):
    import sklearn
assert sklearn.__version__
with deferred("no_such_package", "no_such_package.part"):
    pass
assert "no_such_package" not in sys.modules
"""


def test_a_deferred_function_is_the_real_one_when_called() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_embedding_loads_no_scikit_learn() -> None:
    script = (
        "import sys\n"
        "from assistant.search.sentence_transformers import SentenceTransformerEmbedder\n"
        "SentenceTransformerEmbedder('all-MiniLM-L6-v2').encode(['x']);"
        "assert 'sklearn' not in sys.modules"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
