"""`perfeval batch` as it is called: what it writes, says, and ends with."""

import io
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from perfeval.cli.main import run
from perfeval.cli.rows_progress import RowsProgress
from perfeval.engine.columns.batch import Progress

Call = Callable[..., subprocess.CompletedProcess[str]]

TEXT = "二级指标,指标值,实际完成值,分值\n数量指标,100份,80份,10\n质量指标,≥90%,,5\n数量指标,10,12,/\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(TEXT, "utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = run(["batch", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_rows_and_the_summary(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    out = file.with_name("scored.csv")
    status, said, wrong = told(capsys, file, out, "--rules", "national_2020", "--lang", "zh")
    assert (status, wrong) == (0, "")
    assert "scored.csv：3 行（已评分 1，无法评分 1，不参与评分 1），用时" in said
    assert out.read_text("utf-8-sig").splitlines() == [
        "二级指标,指标值,实际完成值,分值,points,low,high,rule,status,finding",
        "数量指标,100份,80份,10,8.00,8.00,8.00,正向比例,scored,",
        "质量指标,≥90%,,5,,,,正向比例,undecided,row-not-scored",
        "数量指标,10,12,/,,,,,not scored,",
    ]
    again = told(capsys, file, out, "--rules", "national_2020", "--force", "--quiet")
    assert again == (0, "", "")
    english = told(capsys, file, out, "--rules", "national_2020", "--force", "--lang", "en")[1]
    assert "3 rows (1 scored, 1 undecided, 1 not scored) in" in english
    assert "computed one by one" in english


def test_a_rule_file_and_the_options_of_columns(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "in.tsv").write_text("target\t结果\t满\n50\t40\t1000\n", "utf-8")
    (tmp_path / "own.perfeval").write_text(
        '规则集 own "自己的"\n  四舍五入 到 0.01分\n规则 一 适用于 所有指标\n  得 满分 × 完成率\n', "utf-8"
    )
    options = ["--column", "actual=结果", "--column", "full＝满", "--unit", "target=%", "--unit", "完成值=%"]
    options += ["--scale", "full=2", "--given", "year=2024", "--prefix", "核定_", "--engine", "numpy"]
    out = tmp_path / "out.tsv"
    assert told(capsys, tmp_path / "in.tsv", out, "--rules", tmp_path / "own.perfeval", "--quiet", *options)[0] == 0
    assert "核定_points" in out.read_text("utf-8-sig")
    assert out.read_text("utf-8-sig").splitlines()[1].split("\t")[:4] == ["50", "40", "1000", "8.00"]


@pytest.mark.parametrize(
    ("options", "zh", "en"),
    [
        (
            ("--column", "target"),
            "--column target：要写成 FIELD=COLUMN",
            "such as --column target=",
        ),
        (("--unit", "=x"), "要写成 FIELD=UNIT", "write FIELD=UNIT"),
        (("--scale", "full=x"), "要写成 FIELD=PLACES", "write FIELD=PLACES"),
        (("--given", "year="), "要写成 FIELD=VALUE", "write FIELD=VALUE"),
        (("--given", "year=1", "--given", "year=2"), "给了两次", "given twice"),
        (("--given", "yaer=2024"), "是否想写“year”", "did you mean `year`"),
        (("--given", "year=soon"), "不是年份", "is no year"),
        (("--column", "target=缺"), "没有“缺”列", "there is no column `缺`"),
        (("--engine", "fast"), "可选：", "is not one of"),
        (("--rows-at-once", "0"), "--rows-at-once", "--rows-at-once"),
        (("--rules", "nowhere"), "nowhere", "nowhere"),
    ],
)
def test_calls_that_cannot_be_followed(
    capsys: pytest.CaptureFixture[str], file: Path, options: tuple[str, ...], zh: str, en: str
) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        out = file.with_name("out.csv")
        status, printed, wrong = told(capsys, file, out, "--rules", "national_2020", *options, "--lang", lang)
        assert (status, printed) == (2, "")
        assert said in wrong
        assert len(wrong.splitlines()) == 1
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_broken_row_and_how_to_go_on(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    lines = TEXT.splitlines()
    file.write_text("\n".join([*lines, "a,b", lines[1]]) + "\n", "utf-8")
    call = (file, file.with_name("out.csv"), "--rules", "national_2020", "--lang", "zh")
    status, said, wrong = told(capsys, *call)
    assert (status, said) == (2, "")
    assert f"{file} 第 5 行（第 4 条数据）有 2 格，表头有 4 格：a,b" in wrong
    assert "已完成的 3 行在" in wrong
    assert "--from-row 4" in wrong
    status, said, wrong = told(capsys, *call, "--skip-broken-rows")
    assert status == 2
    assert "4 行" in said
    assert "已略过：第 5 行" in wrong
    assert told(capsys, *call, "--from-row", 5, "--force")[0] == 0
    assert len(file.with_name("out.csv").read_text("utf-8").splitlines()) == 2


def test_more_broken_rows_than_are_shown(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.write_text(TEXT + "x\n" * 30, "utf-8")
    status, _, wrong = told(
        capsys, file, file.with_name("out.csv"), "--rules", "national_2020", "--skip-broken-rows", "--lang", "en"
    )
    assert status == 2
    assert len(wrong.splitlines()) == 21
    assert "10 more such rows were left out" in wrong


@pytest.mark.parametrize(("library", "extra"), [("pyarrow", "columns"), ("numpy", "columns"), ("numba", "jit")])
def test_a_library_that_is_missing(call: Call, tmp_path: Path, file: Path, library: str, extra: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"import sys; sys.modules[{library!r}] = None\n", "utf-8")
    file.write_text(TEXT + "数量指标,100份,80份,10\n" * 100, "utf-8")  # few rows are not worth compiling
    paths = f"{tmp_path}:{Path(__file__).parents[2]}"
    ran = call("batch", file, tmp_path / "out.csv", "--rules", "national_2020", "--engine", "numba", PYTHONPATH=paths)
    assert ran.returncode == 2
    assert f"pip install 'perfeval[{extra}]'" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert not (tmp_path / "out.csv").exists()


def test_other_verbs_need_no_columns(call: Call, tmp_path: Path, published: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['numpy'] = sys.modules['pyarrow'] = None\n")
    ran = call("score", published, PYTHONPATH=f"{tmp_path}:{Path(__file__).parents[2]}")
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are other ones on Windows")
def test_ctrl_c(tmp_path: Path) -> None:
    """The terminal's own signal, once some rows are written."""
    (tmp_path / "rows.csv").write_text(TEXT + "数量指标,100份,80份,10\n" * 400_000, "utf-8")
    command = [sys.executable, "-m", "perfeval", "batch", "rows.csv", "out.csv", "--rules", "national_2020"]
    with subprocess.Popen(
        [*command, "--rows-at-once", "10", "--lang", "en"], cwd=tmp_path, stderr=subprocess.PIPE, encoding="utf-8",
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:  # fmt: skip
        end = time.monotonic() + 60
        while not any(one.stat().st_size > 2000 for one in tmp_path.glob(".out*")) and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait() == 130
    assert "rows.csv: interrupted. The " in said
    assert "to go on, run again with --from-row" in said
    assert len(said.splitlines()) == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out.partial.csv", "rows.csv"]
    kept = (tmp_path / "out.partial.csv").read_text("utf-8").splitlines()
    assert f"The {len(kept) - 1} rows" in said


def test_the_bar_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, is_quiet, is_seen in (
        (Terminal(), False, True),
        (Terminal(), True, False),
        (io.StringIO(), False, False),
    ):
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("COLUMNS", "100")
        with RowsProgress("zh", is_shown=not is_quiet) as progress:
            progress.show(Progress(131_072, 50, 100, False))
        assert ("131,072 行，每秒" in stream.getvalue()) is is_seen
        assert ("剩余" in stream.getvalue()) is is_seen
        assert bool(stream.getvalue()) is is_seen
