"""Loads the modules that tests of several folders share, under names of their own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
SHARED: Final = {
    "random_rules_of_tests": "differential/test_random_rules.py",
    "written_rules_of_tests": "differential/test_written_rules.py",
    "rows_by_field": "lowering/rows_by_field.py",
    "scored_columns": "columns/scored_columns.py",
    "rule_texts_of_analysis": "analysis/rule_texts.py",
    "plain_evaluation_of_analysis": "analysis/plain_evaluation.py",
    "random_rules_of_analysis": "analysis/random_rules.py",
    "small_rules_of_tests": "testing/small_rules.py",
}
"""By the name under which it is found in `sys.modules`, in an order in which each may import those before."""

for _name, _path in SHARED.items():
    if _name not in sys.modules:
        _spec = importlib.util.spec_from_file_location(_name, FOLDER / _path)
        assert _spec is not None
        assert _spec.loader is not None
        sys.modules[_name] = importlib.util.module_from_spec(_spec)
        _spec.loader.exec_module(sys.modules[_name])

collect_ignore_glob: Final = ["*.perfeval"]
"""Rule files here are data, many of them faulty on purpose, and no tests of their own."""
