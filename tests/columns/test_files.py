"""Files of rows scored into files: every format, every row as `RuleSet.score` has it; what is left when it breaks."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import perfeval
from perfeval.engine.columns import batch, csv_source
from perfeval.engine.columns.batch import FileScored, InterruptedRunError, Progress, StoppedError, score_file
from perfeval.engine.columns.csv_source import CsvSource
from perfeval.engine.columns.output import Output
from perfeval.errors import PerfevalError

RULES = perfeval.load_rules("national_2020")

HEADING = ("项目", "二级指标", "指标值", "实际完成值", "分值")
WRITTEN = (
    ("数量指标", "100", "85.5", "10"),
    ("数量指标", "≥3200份", "1600份", "5"),
    ("质量指标", "≥90%", "85.25%", "12.5"),
    ("质量指标", "90%-95%", "九成", "5"),
    ("成本指标", "≤200万元", "117.23万元", "10"),
    ("时效指标", "2024年12月31日", "2025年1月5日", "4"),
    ("社会效益指标", "提升“服务”水平,明显", "达成预期指标", "10"),
    ("社会效益指标", "完成\n全部", "部分达成", "10"),
    ("满意度指标", "≥90%", "", "10"),
    ("满意度指标", "≥90%", "≥95%", "10"),
    ("数量指标", "0", "3", "5"),
    ("数量指标", "10个", "8次", "/"),
    ("质量指标", "优", "良", "5"),
    ("数量指标", "1e999", "-5", "5"),
)


def rows_of(count: int) -> list[tuple[str, ...]]:
    return [(f"项目{number}", *WRITTEN[number % len(WRITTEN)]) for number in range(count)]


def written(path: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    """A file with these rows, in the format of its name."""
    table = pa.table({name: [row[place] or None for row in rows] for place, name in enumerate(HEADING)})
    match path.suffix:
        case ".parquet":
            pq.write_table(table, path, row_group_size=7)
        case ".arrow" | ".feather" | ".ipc":
            with pa.ipc.new_file(str(path), table.schema) as writer:
                writer.write_table(table, max_chunksize=5)
        case ".arrows":
            with pa.ipc.new_stream(str(path), table.schema) as writer:
                writer.write_table(table, max_chunksize=5)
        case suffix:
            path.write_bytes(text_of(rows, "\t" if suffix == ".tsv" else ",").encode())
    return path


def text_of(rows: Sequence[tuple[str, ...]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(map(quoted, row)) + "\n" for row in [HEADING, *rows])


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',\t"\n\r') else cell


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, all as texts."""
    match path.suffix:
        case ".parquet":
            table = pq.read_table(path)
        case ".arrow" | ".feather" | ".ipc":
            table = pa.ipc.open_file(str(path)).read_all()
        case ".arrows":
            table = pa.ipc.open_stream(str(path)).read_all()
        case suffix:
            table = pacsv.read_csv(
                path,
                parse_options=pacsv.ParseOptions(delimiter="\t" if suffix == ".tsv" else ",", newlines_in_values=True),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys((*HEADING, *RESULTS), pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
    return [
        {name: None if cell is None else str(cell) for name, cell in row.items()} for row in table.to_pylist()
    ]  # fmt: skip


RESULTS = ("points", "low", "high", "rule", "status", "finding")


def expected(row: tuple[str, ...]) -> dict[str, str | None]:
    name, level2, target, actual, full = row
    score = RULES.score(perfeval.Indicator(name=name, level2=level2, target=target, actual=actual, full=full))
    given = {one: cell or None for one, cell in zip(HEADING, row, strict=True)}
    amounts = {
        one: None if amount is None else str(Decimal(amount).quantize(Decimal("0.01")))
        for one, amount in (("points", score.points), ("low", score.low), ("high", score.high))
    }
    findings = " ".join(dict.fromkeys(one.code.value for one in score.findings)) or None
    rule = None if score.rule is None else score.rule.name
    return {**given, **amounts, "rule": rule, "status": score.status, "finding": findings}


def scored(source: Path, target: Path, **options: Any) -> FileScored:
    return score_file(RULES, source, target, **{"rows_at_once": 10, **options})


def parts(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if ".partial" in one.name or one.name.endswith(".tmp"))


# ---- formats ----


@pytest.mark.parametrize("given", [".csv", ".tsv", ".parquet", ".arrow", ".feather", ".ipc", ".arrows"])
def test_every_format_in_and_every_row_as_score_has_it(tmp_path: Path, given: str) -> None:
    rows = rows_of(60)
    done = scored(written(tmp_path / f"in{given}", rows), tmp_path / "out.parquet")
    assert read(tmp_path / "out.parquet") == [expected(row) for row in rows]
    assert done.rows == 60 == sum(done.statuses.values())
    assert done.statuses["undecided"] == sum(expected(row)["status"] == "undecided" for row in rows)
    assert parts(tmp_path) == []


@pytest.mark.parametrize("wanted", [".csv", ".tsv", ".arrow", ".feather", ".ipc", ".arrows"])
def test_every_format_out(tmp_path: Path, wanted: str) -> None:
    rows = rows_of(60)
    scored(written(tmp_path / "in.csv", rows), tmp_path / f"out{wanted}")
    assert read(tmp_path / f"out{wanted}") == [expected(row) for row in rows]


@pytest.mark.parametrize("engine", ["numpy", "numba", "scalar"])
def test_every_engine_gives_the_same(tmp_path: Path, engine: str) -> None:
    rows = rows_of(800)
    scored(written(tmp_path / "in.csv", rows), tmp_path / "out.parquet", engine=engine, rows_at_once=400)
    assert read(tmp_path / "out.parquet") == [expected(row) for row in rows]


def test_figures_that_are_nearly_all_distinct(tmp_path: Path) -> None:
    """Plain numbers are not read one by one there; whatever is not plain still is."""
    odd = ["-3.5", "007", "1,234.5", "8５", "12.34567", "99999999999999999999", "0.0", "五十", "３0%", "1e3", ""]
    figures = [f"{number * 37 % 20011 / 100}" for number in range(900)] + [f"{n}.5%" for n in range(300)] + odd
    figures += [f"{number / 7:.2f}万元" for number in range(500)] + [f"{number}元" for number in range(300)]
    rows = [("项目", "数量指标", ("100", "90%", "40万元")[n % 3], one, "10") for n, one in enumerate(figures)]
    scored(written(tmp_path / "in.csv", rows), tmp_path / "out.parquet", rows_at_once=5000)
    assert read(tmp_path / "out.parquet") == [expected(row) for row in rows]


def test_a_heading_without_rows(tmp_path: Path) -> None:
    for suffix in (".csv", ".parquet"):
        source = written(tmp_path / f"in{suffix}", [])
        assert scored(source, tmp_path / f"out{suffix}").rows == 0
        assert read(tmp_path / f"out{suffix}") == []


def test_options_of_the_columns(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("类,目标,结果,满分分\n数量指标,50,4000,1000\n数量指标,50,,1000\n", "utf-8")
    scored(
        tmp_path / "in.csv",
        tmp_path / "out.csv",
        columns={"level2": "类", "target": "目标", "actual": "结果", "full": "满分分"},
        units={"target": "%", "actual": "%"},
        scales={"actual": 2, "full": 2},
        given={"year": "2024"},
        prefix="核定_",
    )
    first, second = read(tmp_path / "out.csv")
    assert Decimal(first["核定_points"]) == 8
    assert first["结果"] == "4000"
    assert second["核定_status"] == "undecided"


def test_texts_beside_bare_numbers_keep_their_unit(tmp_path: Path) -> None:
    rows = [
        ("a", "质量指标", "80", "40", "10"),
        ("b", "质量指标", "≥80%", "四成", "10"),
        ("c", "质量指标", "80", "60%", "10"),
    ]
    scored(written(tmp_path / "in.csv", rows), tmp_path / "out.csv", units={"target": "%", "actual": "%"})
    assert [row["points"] for row in read(tmp_path / "out.csv")] == ["5.00", "5.00", "7.50"]


# ---- CSV ----


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_as_programs_write_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, ends: str, delimiter: str
) -> None:
    monkeypatch.setattr(csv_source, "BYTES_A_ROW", 7)
    monkeypatch.setattr(csv_source, "BLOCK", 1)
    rows = [tuple(cell.replace("\n", "") for cell in row) for row in rows_of(30)]
    (tmp_path / "in.csv").write_bytes(text_of(rows, delimiter).replace("\n", ends).encode(encoding))
    scored(tmp_path / "in.csv", tmp_path / "out.parquet")
    assert read(tmp_path / "out.parquet") == [expected(row) for row in rows]


def test_the_encoding_may_show_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "_SAMPLE", 60)
    monkeypatch.setattr(csv_source, "BLOCK", 64)
    text = "target,actual,full\n" + "100,50,10\n" * 40 + "≥90%,达成预期指标,10\n" * 3
    (tmp_path / "in.csv").write_bytes(text.encode("gb18030"))
    scored(tmp_path / "in.csv", tmp_path / "out.parquet", rows_at_once=1)
    assert pq.read_table(tmp_path / "out.parquet")["actual"].to_pylist()[-1] == "达成预期指标"


cells = st.text(alphabet='ab",\n\r；项', max_size=4)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=12),
    block=st.integers(1, 40),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_wherever_a_block_ends_the_cells_are_those_that_were_written(
    tmp_path: Path, rows: list[tuple[str, str, str]], block: int, ends: str
) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("".join(",".join(map(quoted, row)) + ends for row in [("x", "y", "z"), *rows]).encode())
    source = CsvSource(path, 1, block=block)
    try:
        found = list(source.pieces(1))
    finally:
        source.close()
    cells_read = [tuple(cell or "" for cell in row.values()) for piece in found for row in piece.batch.to_pylist()]
    assert cells_read == rows
    line = 2
    for number, row in enumerate(rows):
        line_of = found[number].line_of
        assert line_of is not None
        assert line_of(number + 1) == line
        line += 1 + sum(csv_source.lines_in(cell.encode()) for cell in row)


def with_broken_rows(path: Path, count: int, broken: dict[int, str]) -> Path:
    """A CSV file in which other texts stand in place of some rows (numbered from 1)."""
    lines = text_of([("项目", "数量指标", "100", f"{number}", "10") for number in range(1, count + 1)]).splitlines()
    for number, text in broken.items():
        lines[number] = text
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_broken_row_far_into_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "BLOCK", 100)
    source = with_broken_rows(tmp_path / "in.csv", 900, {5: 'a,b,"c\nd",1,10', 777: "a,b,c", 800: "1,2,3,4,5,6"})
    with pytest.raises(StoppedError) as caught:
        scored(source, tmp_path / "out.csv", rows_at_once=50)
    assert caught.value.code == "broken-row"
    assert "line 779 (data row 777) has 3 cells, the heading 5: a,b,c" in caught.value.wording.en
    assert "第 779 行（第 777 条数据）有 3 格" in caught.value.wording.zh
    assert "--from-row 777" in caught.value.wording.zh
    assert caught.value.part == tmp_path / "out.partial.csv"
    kept = read(tmp_path / "out.partial.csv")
    assert [row["实际完成值"] for row in kept[5:]] == [str(number) for number in range(6, 777)]
    assert parts(tmp_path) == ["out.partial.csv"]
    assert not (tmp_path / "out.csv").exists()


def test_broken_rows_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "BLOCK", 100)
    broken = dict.fromkeys(range(3, 90, 3), "a,b,c")
    source = with_broken_rows(tmp_path / "in.csv", 100, broken)
    done = scored(source, tmp_path / "out.csv", rows_at_once=1, skip_broken=True)
    assert (done.rows, done.broken_count, len(done.broken)) == (71, 29, 20)
    assert [row.line for row in done.broken] == [number + 1 for number in list(broken)[:20]]
    assert [row["实际完成值"] for row in read(tmp_path / "out.csv")] == [
        str(number) for number in range(1, 101) if number not in broken
    ]


def test_a_refused_cell_after_broken_rows_has_its_own_line(tmp_path: Path) -> None:
    text = "target,actual,full,year\n1,1,5,2024\nx\n1,1,5,2024\nx\nx\n1,1,5,2024\n1,1,5,soon\n"
    (tmp_path / "in.csv").write_text(text, "utf-8")
    with pytest.raises(StoppedError, match=r"line 8: column `year`, row 7: 'soon' is no year") as caught:
        scored(tmp_path / "in.csv", tmp_path / "out.parquet", skip_broken=True)
    assert (caught.value.rows, caught.value.next_row) == (3, 7)
    assert pq.read_table(tmp_path / "out.partial.parquet").num_rows == 3


def test_an_open_quotation_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = with_broken_rows(tmp_path / "in.csv", 500, {300: '"项目,数量指标,100,5,10'})
    for longest in (1000, 2**24):  # it is found before the end of a long file, and at the end
        monkeypatch.setattr(csv_source, "LONGEST_ROW", longest)
        monkeypatch.setattr(csv_source, "BLOCK", 100)
        with pytest.raises(StoppedError, match=r"line 301: a quotation mark") as caught:
            scored(source, tmp_path / "out.csv")
        assert caught.value.rows == 299
        assert caught.value.part is not None
        assert len(read(caught.value.part)) == 299


def test_damaged_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "_SAMPLE", 100)
    data = text_of(rows_of(60)[:57]).encode()
    (tmp_path / "in.csv").write_bytes(data + "项目".encode()[:-1] + b",a,1,1,5\n" + b"x,a,1,1,5\n")
    with pytest.raises(StoppedError, match="holds bytes that are no utf-8 text") as caught:
        scored(tmp_path / "in.csv", tmp_path / "out.csv")
    assert (caught.value.rows, caught.value.next_row) == (57, 58)
    line = csv_source.lines_in(data) + 1
    assert f"line {line}:" in caught.value.wording.en


# ---- what breaks ----


def test_a_number_that_is_none(tmp_path: Path) -> None:
    numbers = [float(number) for number in range(100)]
    numbers[77] = float("nan")
    full = [10.0] * 100
    full[88] = float("inf")  # in a column that is looked at before
    table = pa.table({"full": full, "target": [100.0] * 100, "actual": numbers})
    pq.write_table(table, tmp_path / "in.parquet")
    with pytest.raises(StoppedError, match="column `actual`, row 78 is nan") as caught:
        scored(tmp_path / "in.parquet", tmp_path / "out.parquet", rows_at_once=30)
    assert (caught.value.rows, caught.value.next_row) == (77, 78)
    assert pq.read_table(tmp_path / "out.partial.parquet")["actual"].to_pylist() == numbers[:77]
    assert parts(tmp_path) == ["out.partial.parquet"]


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".arrows", ".csv"])
def test_an_interruption_keeps_what_is_complete(tmp_path: Path, suffix: str) -> None:
    rows = rows_of(95)

    def interrupt(progress: Progress) -> None:
        if progress.rows >= 50:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedRunError) as caught:
        scored(written(tmp_path / "in.csv", rows), tmp_path / f"out{suffix}", watch=interrupt)
    assert caught.value.rows >= 50
    assert caught.value.part is not None
    assert read(caught.value.part) == [expected(row) for row in rows[: caught.value.rows]]
    assert caught.value.next_row == caught.value.rows + 1
    assert parts(tmp_path) == [caught.value.part.name]


def test_an_interruption_before_the_first_row_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch._Run, "_with_results", interrupted)
    with pytest.raises(InterruptedRunError, match="was not written, and no rows were kept"):
        scored(written(tmp_path / "in.csv", rows_of(5)), tmp_path / "out.csv")
    assert [one.name for one in tmp_path.iterdir()] == ["in.csv"]


def test_a_fault_of_our_own_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(batch._Run, "_with_results", fails)
    with pytest.raises(ZeroDivisionError):
        scored(written(tmp_path / "in.csv", rows_of(5)), tmp_path / "out.csv")
    assert [one.name for one in tmp_path.iterdir()] == ["in.csv"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stop=st.integers(1, 79),
    at_once=st.integers(1, 30),
    suffixes=st.tuples(*[st.sampled_from([".csv", ".parquet", ".arrow", ".arrows"])] * 2),
)
def test_the_part_and_the_rest_are_the_whole(
    tmp_path_factory: pytest.TempPathFactory, stop: int, at_once: int, suffixes: tuple[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("run")
    rows = rows_of(80)
    source, target = written(folder / f"in{suffixes[0]}", rows), folder / f"out{suffixes[1]}"

    def interrupt(progress: Progress) -> None:
        if progress.rows >= stop:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedRunError) as caught:
        scored(source, target, rows_at_once=at_once, watch=interrupt)
    assert caught.value.part is not None
    scored(source, target, rows_at_once=at_once, from_row=caught.value.next_row)
    assert read(caught.value.part) + read(target) == [expected(row) for row in rows]


def test_a_part_is_never_overwritten(tmp_path: Path) -> None:
    source = with_broken_rows(tmp_path / "in.csv", 30, {10: "x", 20: "x"})
    for start in (1, 11):
        with pytest.raises(StoppedError):
            scored(source, tmp_path / "out.csv", from_row=start)
    scored(source, tmp_path / "out.csv", from_row=21)
    names = ("out.partial.csv", "out.partial-2.csv", "out.csv")
    assert [len(read(tmp_path / name)) for name in names] == [9, 9, 10]


def test_from_beyond_the_end(tmp_path: Path) -> None:
    assert scored(written(tmp_path / "in.parquet", rows_of(9)), tmp_path / "out.csv", from_row=10).rows == 0


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="room is set aside where the system can")
@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".csv"])
def test_a_full_disk(tmp_path: Path, suffix: str) -> None:
    """A limit on the size of files stands for the disk: the file is closed properly with what had room."""
    written(tmp_path / "in.csv", rows_of(30_000))
    program = (
        "import sys, resource, perfeval; from pathlib import Path\n"
        "from perfeval.engine.columns.batch import score_file, StoppedError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_250_000, 1_250_000))\n"
        "try: score_file(perfeval.load_rules('national_2020'), Path('in.csv'), Path(sys.argv[1]), rows_at_once=200)\n"
        "except StoppedError as error: print(error.code, error.rows, error.part, 'make room' in error.wording.en)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, f"out{suffix}"], cwd=tmp_path, capture_output=True, text=True, check=True
    )  # fmt: skip
    code, rows, part, says_so = ran.stdout.split()
    assert (code, part, says_so) == ("unwritable", f"out.partial{suffix}", "True")
    assert int(rows) >= 200
    assert len(read(tmp_path / part)) == int(rows)
    assert parts(tmp_path) == [part]


def test_a_write_that_fails_without_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CSV is cut back to the last whole row; other formats cannot be closed any more, and nothing is left."""
    rows = rows_of(40)
    source = written(tmp_path / "in.csv", rows)
    original = Output._reserve

    def fails_later(output: Output, start: int, size: int) -> None:
        original(output, start, size)
        if output.rows >= 20:
            write = output._file.write

            class Full:
                def __getattr__(self, name: str) -> Any:
                    return getattr(file, name)

                def write(self, data: Any) -> int:
                    write(bytes(data)[:5])
                    raise OSError(5, "Input/output error")

            file = output._file
            output._writer._file = Full()  # type: ignore[attr-defined]

    monkeypatch.setattr(Output, "_reserve", fails_later)
    with pytest.raises(StoppedError, match="Input/output error") as caught:
        scored(source, tmp_path / "out.csv")
    assert caught.value.part is not None
    assert read(caught.value.part) == [expected(row) for row in rows[:20]]


# ---- what cannot be begun ----


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("in.csv", "in.csv", "same-file"),
        ("in.csv", "there.csv", "exists"),
        ("in.csv", "out.xlsx", "unknown-suffix"),
        ("in.xlsx", "out.csv", "unknown-suffix"),
        ("missing.csv", "out.csv", "not-found"),
        ("folder.csv", "out.csv", "not-a-file"),
        ("in.csv", "folder.csv", "not-a-file"),
        ("in.csv", "nowhere/out.csv", "no-folder"),
        ("empty.csv", "out.csv", "empty-file"),
        ("blank.csv", "out.csv", "empty-file"),
        ("twice.csv", "out.csv", "column-twice"),
        ("nothing.csv", "out.csv", "column-missing"),
        ("scored.csv", "out.csv", "column-exists"),
        ("binary.csv", "out.csv", "not-text"),
        ("open.csv", "out.csv", "open-quote"),
        ("text.parquet", "out.csv", "unreadable-file"),
        ("text.arrow", "out.csv", "unreadable-file"),
        ("cut.arrow", "out.csv", "unreadable-file"),
        ("list.parquet", "out.csv", "column-unwritable"),
        ("list.parquet", "out.parquet", "wrong-column-type"),
    ],
)
def test_what_cannot_be_begun(tmp_path: Path, source: str, target: str, code: str) -> None:
    written(tmp_path / "in.csv", rows_of(3))
    written(tmp_path / "there.csv", rows_of(3))
    (tmp_path / "folder.csv").mkdir()
    for name, text in {
        "empty.csv": "",
        "blank.csv": "\n\n",
        "twice.csv": "target,actual,full,full\n",
        "nothing.csv": "a,b\n1,2\n",
        "scored.csv": "target,actual,full,points\n1,2,3,4\n",
        "open.csv": '"target,actual,full\n1,2,3\n',
        "text.parquet": "target,actual,full\n",
        "text.arrow": "target,actual,full\n",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "binary.csv").write_bytes(b"PK\x03\x04" + bytes(50))
    (tmp_path / "cut.arrow").write_bytes(written(tmp_path / "whole.arrow", rows_of(20)).read_bytes()[:-200])
    pq.write_table(pa.table({"target": [[1]], "actual": ["1"], "full": ["5"]}), tmp_path / "list.parquet")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(PerfevalError) as caught:
        scored(tmp_path / source, tmp_path / target)
    assert caught.value.code == code
    assert caught.value.wording.zh != caught.value.wording.en
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_damaged_in_the_middle(tmp_path: Path) -> None:
    data = bytearray(written(tmp_path / "in.parquet", rows_of(60)).read_bytes())
    metadata = pq.ParquetFile(tmp_path / "in.parquet").metadata
    start = metadata.row_group(5).column(0).dictionary_page_offset
    data[start : start + 40] = bytes(40)
    (tmp_path / "bad.parquet").write_bytes(data)
    with pytest.raises(StoppedError) as caught:
        scored(tmp_path / "bad.parquet", tmp_path / "out.parquet", rows_at_once=7)
    assert caught.value.code == "unreadable-file"
    assert caught.value.rows == 35
    assert pq.read_table(tmp_path / "out.partial.parquet").num_rows == 35


def test_overwriting_is_asked_for(tmp_path: Path) -> None:
    source, target = written(tmp_path / "in.csv", rows_of(3)), written(tmp_path / "out.csv", rows_of(9))
    target.chmod(0o600)
    scored(source, target, overwrite=True)
    assert len(read(target)) == 3
    assert target.stat().st_mode & 0o777 == 0o600


def test_impossible_amounts(tmp_path: Path) -> None:
    for options in ({"from_row": 0}, {"rows_at_once": 0}):
        with pytest.raises(PerfevalError):
            scored(written(tmp_path / "in.csv", rows_of(1)), tmp_path / "out.csv", **options)


# ---- memory ----


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".arrow"])
def test_only_a_few_pieces_are_held_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    monkeypatch.setattr(csv_source, "BLOCK", 100)
    alive: weakref.WeakValueDictionary[int, pa.RecordBatch] = weakref.WeakValueDictionary()
    most, number = 0, count()
    original = batch._Run._with_results

    def counted(run: batch._Run, piece: Any) -> pa.RecordBatch:
        nonlocal most
        made = original(run, piece)
        alive[next(number)] = made
        gc.collect()
        most = max(most, len(alive))
        return made

    monkeypatch.setattr(batch._Run, "_with_results", counted)
    scored(written(tmp_path / f"in{suffix}", rows_of(75)), tmp_path / "out.parquet", rows_at_once=5)
    assert most <= 3


def test_the_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for rows in (2_000, 40_000):
        source = written(tmp_path / f"in{rows}.csv", rows_of(rows))
        before = pa.total_allocated_bytes()
        most = 0

        def watch(_: Progress, before: int = before) -> None:
            nonlocal most
            most = max(most, pa.total_allocated_bytes() - before)

        scored(source, tmp_path / f"out{rows}.parquet", rows_at_once=500, watch=watch)
        peaks.append(most)
    # A block of text is no less than 1 MB, so a file of less is one.
    assert peaks[1] < peaks[0] + 8 * 2**20
