"""A file of indicator rows scored into another file, in bounded memory.

One thread reads and scores, another writes: neither holds more than a piece and the next one.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field, frozen

from perfeval.engine.columns.output import Output
from perfeval.engine.columns.pieces import ROWS_AT_ONCE, BrokenRow, FileError, Piece, Source
from perfeval.engine.columns.reading import ColumnError
from perfeval.engine.columns.sources import format_of, opened_source
from perfeval.engine.columns.tables import TableScorer
from perfeval.errors import InvalidValueError, PerfevalError
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


@frozen
class Progress:
    """How far a run has come."""

    rows: int
    done: int
    """Of `total`: rows or, where `counts_rows` is false, whatever the file is measured in."""
    total: int
    counts_rows: bool


@frozen
class FileScored:
    """What a run came to."""

    rows: int
    statuses: Mapping[str, int]
    """How many rows are `scored`, `undecided` and `not scored`."""
    one_by_one: int
    """How many rows had to be computed by themselves."""
    seconds: float
    broken: tuple[BrokenRow, ...]
    """Rows that were left out as broken, the first of them."""
    broken_count: int


class StoppedError(PerfevalError):
    """Something broke on the way; `part` is the file with the rows that were complete, if there are any."""

    def __init__(self, code: str, wording: Wording, part: Path | None, rows: int, next_row: int) -> None:
        super().__init__(code, wording)
        self.part = part
        self.rows = rows
        self.next_row = next_row


class InterruptedRunError(StoppedError):
    """Somebody stopped the run."""


def score_file(
    rules: RuleSet,
    source: Path,
    target: Path,
    *,
    rows_at_once: int = ROWS_AT_ONCE,
    from_row: int = 1,
    skip_broken: bool = False,
    overwrite: bool = False,
    watch: Callable[[Progress], None] = lambda _: None,
    **options: Any,
) -> FileScored:
    """Score the rows of a Parquet, Arrow or CSV file and write them with the columns of the result to another.

    The format of either follows from its suffix. `options` are those of `TableScorer`. `watch` is told after every
    piece how far the run is.

    Raises `PerfevalError` where nothing could be done at all; `StoppedError` where something broke on the way, after it
    has put the complete rows into a file `OUT.partial.suffix`; `InterruptedRunError` likewise for a
    `KeyboardInterrupt`. The target is there as a whole or not at all.
    """
    started = time.monotonic()
    if rows_at_once < 1 or from_row < 1:
        raise InvalidValueError(
            "wrong-value",
            Wording("from_row 和 rows_at_once 应为 1 或更大的数", "from_row and rows_at_once must be 1 or more"),
        )
    _check_target(source, target, overwrite=overwrite)
    opened = opened_source(source, rows_at_once, skip_broken=skip_broken)
    try:
        scorer = TableScorer(rules, **options)
        _check_names(source, opened.schema.names)
        run = _Run(opened, scorer, scorer.roles(opened.schema.names), scorer.schema(opened.schema), from_row, watch)
        run.numbers = _counted_columns(run, options.get("scales") or {})
        output = Output(target, run.schema)
        try:
            run.all_into(output)
            if not overwrite and target.exists():
                raise _exists(target)
            output.finish()
        except (Exception, KeyboardInterrupt) as error:
            stopped = run.stopped(output, error)
            if stopped is None:
                raise
            raise stopped from error
        except BaseException:
            output.discard()
            raise
    finally:
        opened.close()
    return FileScored(
        run.rows,
        dict(run.statuses),
        scorer.one_by_one,
        time.monotonic() - started,
        tuple(opened.broken),
        opened.broken_count,
    )


def _check_target(source: Path, target: Path, *, overwrite: bool) -> None:
    format_of(source)
    format_of(target)
    if target.is_dir():
        raise FileError(
            "not-a-file", Wording(f"{target}：是文件夹，请写出文件名", f"{target}: is a folder; name a file in it")
        )
    if target.exists():
        if source.exists() and source.samefile(target):
            raise FileError(
                "same-file",
                Wording(
                    f"{target}：输出和输入是同一个文件；请另取一个名字",
                    f"{target}: is the input itself; give the output another name",
                ),
            )
        if not overwrite:
            raise _exists(target)
    if not target.parent.is_dir():
        raise FileError(
            "no-folder",
            Wording(
                f"{target}：没有文件夹 {target.parent}；请先建立",
                f"{target}: there is no folder {target.parent}; make it first",
            ),
        )


def _exists(target: Path) -> FileError:
    return FileError(
        "exists",
        Wording(f"{target}：文件已存在；加 --force 覆盖", f"{target}: exists already; --force overwrites it"),
    )


def _check_names(source: Path, names: list[str]) -> None:
    twice = next((name for name, count in Counter(names).items() if name and count > 1), None)
    if twice is not None:
        raise FileError(
            "column-twice",
            Wording(
                f"{source}：有两列都叫“{twice}”；请改名或删去一列",
                f"{source}: two columns are called `{twice}`; rename or remove one",
            ),
        )


def _counted_columns(run: _Run, scales: Mapping[str, int]) -> tuple[str, ...]:
    """Columns of text (as those of CSV files are) that hold whole numbers, as a scale is given for them."""
    texts = [one.name for one in run.source.schema if pa.types.is_string(one.type)]
    return (
        tuple(name for field_, name in run.roles.items() if field_ in run.scorer.scales and name in texts)
        if scales
        else ()
    )


@define(eq=False)
class _Run:
    """One file on its way through."""

    source: Source
    scorer: TableScorer
    roles: Mapping[str, str]
    schema: pa.Schema
    from_row: int
    watch: Callable[[Progress], None]
    numbers: tuple[str, ...] = ()
    """Columns of text that hold whole numbers."""
    rows: int = 0
    """Rows scored."""
    statuses: Counter[str] = field(factory=lambda: Counter({"scored": 0, "undecided": 0, "not scored": 0}))
    next_row: int = 0
    """The row of the file after the last one that is written."""

    def all_into(self, output: Output) -> None:
        """Every row read, scored and written."""
        self.next_row = self.from_row
        last: tuple[Future[None], int] | None = None
        # Only the main thread is interrupted by Ctrl-C: what another thread writes stays whole.
        with ThreadPoolExecutor(1, "perfeval-write") as pool:
            try:
                for piece, made in self._scored():
                    if last is not None:
                        self._written(*last)
                    last = pool.submit(output.write, made), piece.row(piece.batch.num_rows - 1) + 1
                    self.rows += made.num_rows
                    self.watch(Progress(self.rows, piece.done, self.source.total, self.source.counts_rows))
            finally:
                if last is not None:
                    self._written(*last)

    def _written(self, writing: Future[None], next_row: int) -> None:
        writing.result()
        self.next_row = next_row

    def _scored(self) -> Iterator[tuple[Piece, pa.RecordBatch]]:
        for piece in self.source.pieces(self.from_row):
            yield from self._of_piece(piece)

    def _of_piece(self, piece: Piece) -> Iterator[tuple[Piece, pa.RecordBatch]]:
        """A piece with its results; if a row of it cannot be one, those before it, and then the error."""
        try:
            made = self._with_results(piece)
        except ColumnError as error:
            if error.place is None:
                raise
            if piece.gaps:
                for part in piece.without_gaps():
                    yield from self._of_piece(part)
                return
            if error.place:
                # Another column may have a wrong row before this one.
                yield from self._of_piece(piece.cut(0, error.place))
            raise self._in_line(piece, error.place, error) from None
        yield piece, made

    def _with_results(self, piece: Piece) -> pa.RecordBatch:
        self.scorer.rows_before = piece.first_row - 1
        read = _with_numbers(piece.batch, self.numbers, piece.first_row) if self.numbers else piece.batch
        results = self.scorer.result(read, self.roles)
        for found in pc.value_counts(results[4]).to_pylist():
            self.statuses[found["values"]] += found["counts"]
        return pa.RecordBatch.from_arrays([*piece.batch.columns, *results], schema=self.schema)

    def _in_line(self, piece: Piece, place: int, error: ColumnError) -> PerfevalError:
        line = None if piece.line_of is None else piece.line_of(piece.row(place))
        at = Wording("", "") if line is None else Wording(f" 第 {line} 行", f", line {line}")
        said = error.wording
        if error.code == "money-without-unit":
            said = Wording(f"{said.zh}；整列都一样的，用 --unit", f"{said.en}; --unit says it for the whole column")
        return FileError(
            error.code, Wording(f"{self.source.path}{at.zh}：{said.zh}", f"{self.source.path}{at.en}: {said.en}")
        )

    def stopped(self, output: Output, error: BaseException) -> StoppedError | None:
        """The error with what became of the rows that are complete; the output is closed or gone.

        None for a fault of perfeval's own, which speaks for itself.
        """
        rows, part = output.rows, output.keep()
        if part is None:
            rows, self.next_row = 0, self.from_row
        if isinstance(error, KeyboardInterrupt):
            said = Wording(f"{self.source.path}：已中断", f"{self.source.path}: interrupted")
        elif isinstance(error, PerfevalError):
            said = error.wording
        elif isinstance(error, pa.ArrowException | OSError | MemoryError):
            cause = " ".join(str(error).split())[:300] or type(error).__name__
            after = self.next_row - 1
            said = Wording(
                f"{self.source.path}：第 {after} 行之后出错（{cause}）；请检查文件，或减小 --rows-at-once",
                f"{self.source.path}: failed after row {after} ({cause}); look at the file, or lower --rows-at-once",
            )
        else:
            return None
        mend = Wording("", "") if isinstance(error, KeyboardInterrupt) else Wording("改正后", "mend this and ")
        kept = (
            Wording(
                f"没有生成 {output.target}，也没有留下部分结果",
                f"{output.target} was not written, and no rows were kept",
            )
            if part is None
            else Wording(
                f"已完成的 {rows} 行在 {part}；接着算：{mend.zh}加 --from-row {self.next_row} 再运行",
                f"The {rows} rows that were complete are in {part}; to go on, {mend.en}run again with "
                f"--from-row {self.next_row}",
            )
        )
        kind = InterruptedRunError if isinstance(error, KeyboardInterrupt) else StoppedError
        code = "interrupted" if isinstance(error, KeyboardInterrupt) else getattr(error, "code", "failed")
        return kind(code, Wording(f"{said.zh}。{kept.zh}", f"{said.en}. {kept.en}"), part, rows, self.next_row)


def _with_numbers(batch: pa.RecordBatch, names: tuple[str, ...], first_row: int) -> pa.RecordBatch:
    """The batch with columns of text that hold whole numbers as such. Raises `ColumnError` for anything else."""
    for name in names:
        place = batch.schema.get_field_index(name)
        texts = pc.utf8_trim_whitespace(batch.column(place))
        texts = pc.if_else(pc.equal(texts, ""), None, texts)
        wrong = pc.invert(pc.match_substring_regex(texts, r"^[+-]?[0-9]{1,18}$"))
        first = pc.index(pc.fill_null(wrong, False), True).as_py()
        if first >= 0:
            row, found = first_row + first, texts[first].as_py()
            raise ColumnError(
                "not-a-whole-number",
                Wording(
                    f"“{name}”列第 {row} 行是“{found}”，给了小数位数的列应为整数",
                    f"column `{name}`, row {row} is `{found}`: a column with a scale holds whole numbers",
                ),
                first,
            )
        whole = pc.replace_substring_regex(texts, r"^\+", "").cast(pa.int64())
        batch = batch.set_column(place, name, whole)
    return batch
