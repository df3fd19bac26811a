"""The pytest plugin: `pytest rules/` runs the examples of rule files and proves their rules.

It is loaded in every run of pytest where perfeval is installed, so it imports nothing before a rule file is met.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say in the configuration which rule files are collected, and in which language their failures are told."""
    parser.addini("perfeval_files", "glob patterns of the rule files to collect", type="args", default=["*.perfeval"])
    parser.addini("perfeval_lang", "the language of failures of rule files: en or zh", default="en")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a rule file."""
    if file_path.suffix != ".perfeval":
        return None
    if not any(file_path.match(pattern) for pattern in parent.config.getini("perfeval_files")):
        return None
    from perfeval.testing.rule_file import RuleFile

    return RuleFile.from_parent(parent, path=file_path)
