"""Imports put off until something they hold is called.

sentence-transformers imports scikit-learn for functions that embedding never calls; loading it
takes a fifth of the time to start. While `deferred` is open, a stand-in hands out functions that
import the real module when they are first called.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


@contextmanager
def deferred(package: str, module: str) -> Iterator[None]:
    """Stand in for `package` and its `module` ("a.b") unless it is loaded or not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or package in sys.modules:
        yield
        return
    outer, inner = ModuleType(package), _StandIn(module)
    outer.__spec__ = inner.__spec__ = spec
    setattr(outer, module.rpartition(".")[2], inner)
    sys.modules[package], sys.modules[module] = outer, inner
    try:
        yield
    finally:
        for name, stand_in in ((package, outer), (module, inner)):
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


class _StandIn(ModuleType):
    """A module whose every public name is a function that calls the real one."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        module = self.__name__

        def forward(*args: Any, **kwargs: Any) -> Any:
            return getattr(importlib.import_module(module), name)(*args, **kwargs)

        return forward
