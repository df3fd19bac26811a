"""perfeval as it is installed: wheel, editable, zip or bare checkout, seen from a folder that is not the checkout."""

from __future__ import annotations

import importlib.metadata
import inspect
import os
import subprocess
import sys
import zipfile
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

import pytest

import perfeval
from perfeval.resources import folder

try:
    INSTALLED_VERSION: str | None = importlib.metadata.version("perfeval")
except importlib.metadata.PackageNotFoundError:
    INSTALLED_VERSION = None

needs_installation = pytest.mark.skipif(INSTALLED_VERSION is None, reason="perfeval is used from a bare checkout")

BESIDE_PACKAGE = Path(perfeval.__file__).parent.parent
"""What must be on the path where perfeval is not installed."""

LOADED_WHEN_NEEDED = {
    *("attr", "attrs", "click", "hypothesis", "lark", "mpmath", "numpy", "rich", "wcwidth"),
    *("narwhals", "numba", "pyarrow"),
    *("csv", "decimal", "fractions", "hashlib", "json", "tempfile", "tomllib"),
}


def python(*arguments: str, cwd: Path, path: Path | None = None) -> str:
    """Run a fresh interpreter in `cwd`, with nothing but `path` added to what is installed; gives what it printed."""
    if path is None and INSTALLED_VERSION is None:
        path = BESIDE_PACKAGE
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PYTHONUTF8"] = "1"
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def files_below(place: Traversable, name: str) -> list[tuple[str, Traversable]]:
    """Every file in the folder with the path it has below it, caches left out."""
    found: list[tuple[str, Traversable]] = []
    for entry in place.iterdir():
        inside = f"{name}/{entry.name}"
        if entry.is_file():
            found.append((inside, entry))
        elif entry.is_dir() and entry.name != "__pycache__":
            found.extend(files_below(entry, inside))
    return found


def test_import_loads_no_heavy_library(tmp_path: Path) -> None:
    program = "import sys; old = set(sys.modules); import perfeval; print(*(set(sys.modules) - old))"
    loaded = set(python("-c", program, cwd=tmp_path).split())
    assert {name for name in loaded if name.startswith("perfeval")} == {"perfeval"}
    assert not {name.partition(".")[0] for name in loaded} & LOADED_WHEN_NEEDED


@pytest.mark.parametrize(("kind", "suffixes"), [("grammar", {".lark", ".toml"}), ("rules", {".perfeval"})])
def test_data_folder_is_found_and_complete(kind: Literal["grammar", "rules"], suffixes: set[str]) -> None:
    found = files_below(folder(kind), kind)
    assert {Path(name).suffix for name, _ in found} >= suffixes
    assert all(file.read_text(encoding="utf-8") for _, file in found)


def test_types_are_shipped() -> None:
    assert (resources.files("perfeval") / "py.typed").is_file()


@needs_installation
def test_version_is_that_of_the_distribution() -> None:
    assert perfeval.__version__ == INSTALLED_VERSION


def test_module_runs_as_command(tmp_path: Path) -> None:
    help_text = python("-m", "perfeval", "--help", cwd=tmp_path)
    assert "audit" in help_text
    assert "rules" in help_text


@needs_installation
def test_only_perfeval_is_importable(tmp_path: Path) -> None:
    names = ("grammar", "rules", "tests", "docs", "benchmarks")
    program = f"import importlib.util; print(*(name for name in {names} if importlib.util.find_spec(name)))"
    assert python("-c", program, cwd=tmp_path).split() == []


def test_works_from_a_zip(tmp_path: Path) -> None:
    contents = dict(files_below(resources.files("perfeval"), "perfeval"))
    for kind in ("grammar", "rules"):
        contents.update(files_below(folder(kind), f"perfeval/{kind}"))
    archive = tmp_path / "perfeval.zip"
    with zipfile.ZipFile(archive, "w") as written:
        for name, file in contents.items():
            written.writestr(name, file.read_bytes())

    program = (
        "import runpy, sys, perfeval; assert 'perfeval.zip' in perfeval.__file__, perfeval.__file__;"
        "sys.argv = ['perfeval', 'rules']; runpy.run_module('perfeval', run_name='__main__', alter_sys=True)"
    )
    from_zip = python("-c", program, cwd=tmp_path, path=archive)
    assert "zhongwei" in from_zip
    assert from_zip == python("-m", "perfeval", "rules", cwd=tmp_path)


def test_public_names_exist_and_are_documented() -> None:
    public = {name: getattr(perfeval, name) for name in perfeval.__all__}
    assert {"load_rules", "parse_rules", "read_tables", "audit", "Indicator", "SelfEvaluation", "PerfevalError"} <= set(
        public
    )
    bare = [
        name
        for name, value in public.items()
        if not value.__doc__ and (inspect.isclass(value) or inspect.isroutine(value))
    ]
    assert bare == []


def test_public_names_are_listed(tmp_path: Path) -> None:
    """`dir()` and completion in an editor show what is only loaded when asked for."""
    assert set(perfeval.__all__) <= set(python("-c", "import perfeval; print(*dir(perfeval))", cwd=tmp_path).split())


@pytest.mark.parametrize("first", ["perfeval.Audit", "perfeval.audit", "perfeval.read_tables", "perfeval.RuleSet"])
def test_audit_can_be_called_whatever_was_loaded_first(first: str, tmp_path: Path) -> None:
    """The function and the stage that it comes from have one name, and importing a module of the stage binds it."""
    program = f"import perfeval; {first}; import perfeval.audit.result; assert callable(perfeval.audit)"
    python("-c", program, cwd=tmp_path)


def test_rows_are_scored_without_any_extra(tmp_path: Path) -> None:
    """The evaluator of one row needs nothing but the base install, and loads nothing else."""
    program = (
        "import sys, perfeval; score = perfeval.load_rules('zhongwei').evaluator();"
        "print(score({'二级指标': '数量指标', '指标值': '3200份', '完成值': '1600份', '分值': '10'}));"
        "print(*({'numpy', 'pyarrow', 'numba', 'narwhals'} & set(sys.modules)))"
    )
    assert python("-c", program, cwd=tmp_path).split() == ["5.00"]


def test_columns_say_which_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = perfeval.load_rules("zhongwei")
    monkeypatch.setattr("perfeval.errors.find_spec", lambda _name: None)
    monkeypatch.setattr("perfeval.errors._FOUND", set())
    with pytest.raises(perfeval.MissingExtraError, match=r"pip install 'perfeval\[columns\]'") as missing:
        rules.score_table({"target": ["1"], "actual": ["1"], "full": ["1"]})
    assert missing.value.code == "extra-missing"
    assert "pyarrow" in missing.value.wording.zh
