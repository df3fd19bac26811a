"""Loads the modules that the tests of this folder share, under names of their own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def load(path: Path, name: str) -> ModuleType:
    """A module by its file, loaded once."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


load(Path(__file__).with_name("suite.py"), "conformance_suite")
load(Path(__file__).with_name("against_perfeval.py"), "conformance_against_perfeval")
