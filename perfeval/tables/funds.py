"""The funds block (项目资金) → budget execution: the total row or, where that is blank, the sum of the fund rows."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from attrs import evolve, field, frozen

from perfeval.finding import Code, Finding
from perfeval.tables import remarks
from perfeval.tables.columns import Columns
from perfeval.tables.grid import Row
from perfeval.tables.headings import Part, fund_heading
from perfeval.tables.indicator import BudgetExecution
from perfeval.tables.labels import label_text, one_line
from perfeval.tables.placing import Placed, Placer, placer
from perfeval.values.folding import fold
from perfeval.values.model import Missing, Money, MoneyCell, NotApplicable, Points, PointsCell, Text, Written
from perfeval.values.reader import read_money, read_points, read_rate
from perfeval.wording import Wording


class Fund(enum.Enum):
    """What a row of the block is about."""

    TOTAL = "年度资金总额"
    APPROPRIATION = "当年财政拨款"
    CARRY_OVER = "上年结转资金"
    OTHER = "其他资金"
    UNKNOWN = ""
    """A fund that the ordinary form does not have, such as 中央财政资金 below 财政拨款."""


_MONEY: Final = (Part.INITIAL, Part.BUDGET, Part.EXECUTED)
_SOURCES: Final = (Fund.APPROPRIATION, Fund.CARRY_OVER, Fund.OTHER)
_TOTAL: Final = re.compile(
    r"(?:年度|本年|全年|项目|预算|财政|专项|收入|支出)*(?:资金|预算|经费|支出)?(?:总额|合计|总计|总和|总量|总数|总投入|总投资)|小计"
)
_KINDS: Final = (
    (Fund.CARRY_OVER, re.compile(r"(?:上年|以前年度|往年|历年|年初)?.{0,4}结(?:转|余).*")),
    (Fund.OTHER, re.compile(r"其[他它].{0,8}")),
    (
        Fund.APPROPRIATION,
        re.compile(
            r"(?:当年|本年|年度|本级|一般公共预算|全年|当年度|本年度)?(?:财政|预算)(?:拨款|资金|补助|安排).{0,4}"
        ),
    ),
    (
        Fund.UNKNOWN,
        re.compile(
            r"(?:(?:中央|省|自治区|市|县|区|乡镇|镇|地方|上级|本级|各级|区级|单位|自有|社会|银行|政府|债券|专项|一般|财政|非财政|资本).{0,12}"
            r"(?:资金|拨款|补助|收入|贷款|债券|自筹|配套|投入|安排|预算)|自筹.*|贷款.*)"
        ),
    ),
)
_LONGEST_LABEL: Final = 40
_MOST_ROWS: Final = 40


@frozen
class FundRows:
    """What the block says."""

    execution: BudgetExecution
    findings: tuple[Finding, ...] = ()


@frozen
class _Line:
    """One fund row, read."""

    fund: Fund
    row: Row
    placed: Placed
    nested: bool
    money: dict[Part, MoneyCell] = field(factory=dict)
    full: PointsCell = field(factory=Missing)
    score: PointsCell = field(factory=Missing)

    @property
    def blank(self) -> bool:
        """Whether no amount stands in the row."""
        return all(isinstance(self.money[part], Missing | NotApplicable) for part in _MONEY)


def read_funds(rows: Sequence[Row], columns: Columns, unit: str) -> FundRows:
    """Read the rows below the headings of a funds block, as far as they are rows of funds; `unit` as the form prints.

    A total row is taken as it is printed, zeros included, whatever the fund rows say.
    """
    block = _block(rows)
    place = placer(columns, block)
    lines = _lines(block, place, unit)
    total = next((line for line in lines if line.fund is Fund.TOTAL), None)
    sources = {fund: _first(lines, fund) for fund in _SOURCES}
    execution = _execution(total)
    findings = [*_layout_findings(lines, columns)]
    if total is None or total.blank:
        counted, remark = _counted(lines, sources, total)
        findings += remark
        execution = evolve(
            execution,
            initial=_sum(counted, Part.INITIAL),
            revised=_sum(counted, Part.BUDGET),
            executed=_sum(counted, Part.EXECUTED),
        )
        execution = _with_marks_of_a_source(execution, lines)
    execution = evolve(
        execution,
        appropriation=_budget_of(sources[Fund.APPROPRIATION]),
        carry_over=_budget_of(sources[Fund.CARRY_OVER]),
        other_funds=_budget_of(sources[Fund.OTHER]),
    )
    return FundRows(execution, (*findings, *_unreadable(execution)))


def _block(rows: Sequence[Row]) -> list[Row]:
    """The rows of funds at the top: as long as each is blank or begins with the name of a fund."""
    block: list[Row] = []
    for row in rows[:_MOST_ROWS]:
        if row.blank:
            continue
        if _fund_of(row) is None:
            break
        block.append(row)
    return block


def _fund_of(row: Row) -> tuple[Fund, bool] | None:
    """The fund of a row, and whether it is called a part (其中) of the one above; `None` for another row."""
    for cell in row.filled[:2]:
        if len(cell.text) > _LONGEST_LABEL:
            return None
        label = label_text(fold(cell.text)).rstrip(":")
        named = re.sub(r"^(?:[0-9一二三四五六]{1,2}[.、]|\([0-9一二三四五六]\))", "", label)
        part_of = named.startswith("其中")
        named = re.sub(r"\([^()]*\)$", "", named.removeprefix("其中").lstrip(":")).rstrip(":")
        if not named:
            continue
        if _TOTAL.fullmatch(named):
            return Fund.TOTAL, part_of
        for fund, pattern in _KINDS:
            if pattern.fullmatch(named):
                return fund, part_of
        if fund_heading(cell.text) is not Part.FUND:
            return None
    return None


def _lines(block: list[Row], place: Placer, unit: str) -> list[_Line]:
    total = next((row for row in block if _fund_of(row) == (Fund.TOTAL, False)), None)
    # The rows of a block are damaged alike, and the total row has the most figures to tell how.
    model = None if total is None else place.place(total)
    # Beside the single funds there is a dash where the total row has its full marks.
    of_source = evolve(place, unlikely=frozenset({Part.FULL}))
    lines = []
    parts_seen = 0
    for row in block:
        known = _fund_of(row)
        if known is None:
            continue
        fund, part_of = known
        parts_seen += part_of
        alike = place.place_like(row, model) if model is not None and model.moved and row is not total else None
        placed = alike or (place if fund is Fund.TOTAL else of_source).place(row)
        lines.append(
            _Line(
                fund,
                row,
                placed,
                # The first 其中 opens the list of funds, a second one breaks a fund down further.
                nested=part_of and parts_seen > 1,
                money={part: _money(placed, part, unit) for part in _MONEY},
                full=read_points(placed.text(Part.FULL), place=placed.place(Part.FULL)),
                score=read_points(placed.text(Part.SCORE), place=placed.place(Part.SCORE)),
            )
        )
    return lines


def _money(placed: Placed, part: Part, unit: str) -> MoneyCell:
    return read_money(placed.text(part), default_unit=unit, place=placed.place(part))


def _first(lines: list[_Line], fund: Fund) -> _Line | None:
    return next((line for line in lines if line.fund is fund), None)


def _execution(total: _Line | None) -> BudgetExecution:
    if total is None:
        return BudgetExecution()
    placed = total.placed
    return BudgetExecution(
        initial=total.money[Part.INITIAL],
        revised=total.money[Part.BUDGET],
        executed=total.money[Part.EXECUTED],
        full=total.full,
        printed_rate=read_rate(placed.text(Part.RATE), place=placed.place(Part.RATE)),
        declared=total.score,
        explanation=one_line(placed.text(Part.REASON)),
    )


def _budget_of(line: _Line | None) -> MoneyCell:
    """The full-year budget of a fund, its initial one where that is blank."""
    if line is None:
        return Missing()
    budget, initial = line.money[Part.BUDGET], line.money[Part.INITIAL]
    return initial if isinstance(budget, Missing | NotApplicable) and isinstance(initial, Money) else budget


def _counted(
    lines: list[_Line], sources: dict[Fund, _Line | None], total: _Line | None
) -> tuple[list[_Line], list[Finding]]:
    """The funds whose sum stands for a total row that is blank or lost: none if there are other funds as well."""
    counted = [line for line in sources.values() if line is not None and not line.blank]
    others = [
        line
        for line in lines
        if line not in counted and line.fund is not Fund.TOTAL and not line.blank and not line.nested
    ]
    filled = [*counted, *others]
    if not filled:
        return [], []
    number = (total or filled[0]).row.number
    return ([], [_not_summed(number)]) if others else (counted, [_summed(number)])


def _sum(lines: list[_Line], part: Part) -> MoneyCell:
    """The sum of a column; blank cells count nothing, and one that cannot be read makes the sum unknown."""
    amounts = [line.money[part] for line in lines]
    money = [amount for amount in amounts if isinstance(amount, Money)]
    if not money or any(isinstance(amount, Text) for amount in amounts):
        return Missing()
    scale = max(amount.scale for amount in money)
    yuan = sum((amount.yuan for amount in money), Fraction(0))
    return Money(yuan / scale, scale, place=money[0].place)


def _with_marks_of_a_source(execution: BudgetExecution, lines: list[_Line]) -> BudgetExecution:
    """Full marks, rate and score of the first fund row that has them: they stand beside the total row's blank cells."""
    for line in lines:
        if line.fund is not Fund.TOTAL and isinstance(execution.full, Missing) and isinstance(line.full, Points):
            read = _execution(line)
            return evolve(execution, full=read.full, printed_rate=read.printed_rate, declared=read.declared)
    return execution


def _layout_findings(lines: list[_Line], columns: Columns) -> list[Finding]:
    findings: list[Finding] = []
    if columns.doubled:
        findings.append(remarks.doubled(columns.doubled, columns.rows[0]))
    findings += [
        remarks.moved(line.placed, "execution")
        for line in lines
        if line.placed.moved and (line.fund is Fund.TOTAL or not line.blank)
    ]
    for line in lines:
        if not line.placed.moved and line.placed.rival is not None and not line.blank:
            findings.append(remarks.doubtful(line.placed, "execution"))
        if line.placed.left_over:
            findings.append(remarks.left_over(line.placed.left_over, "execution", line.row.number))
    return findings


def _unreadable(execution: BudgetExecution) -> list[Finding]:
    cells: tuple[tuple[Part, Written], ...] = (
        (Part.INITIAL, execution.initial),
        (Part.BUDGET, execution.revised),
        (Part.EXECUTED, execution.executed),
        (Part.FULL, execution.full),
        (Part.RATE, execution.printed_rate),
        (Part.SCORE, execution.declared),
        (Part.FUND, execution.appropriation),
        (Part.FUND, execution.carry_over),
        (Part.FUND, execution.other_funds),
    )
    return [
        remarks.unreadable(part, value, value.problem, "execution")
        for part, value in cells
        if isinstance(value, Text) and value.problem is not None
    ]


def _summed(line: int) -> Finding:
    return Finding(
        Code.LAYOUT_REPAIRED,
        "execution",
        Wording(
            f"文件第{line}行附近的“年度资金总额”为空，已按各项资金之和计算",
            f"the total of funds (年度资金总额) near line {line} is blank; the sum of the funds was taken",
        ),
        Wording("请在原表中补填年度资金总额", "fill in the total of funds in the original"),
    )


def _not_summed(line: int) -> Finding:
    return Finding(
        Code.LAYOUT_REPAIRED,
        "execution",
        Wording(
            f"文件第{line}行附近的“年度资金总额”为空，资金来源不止财政拨款、结转和其他三项，无法确定合计，按空白处理",
            f"the total of funds (年度资金总额) near line {line} is blank, and there are other funds than the three of "
            "the ordinary form; it is not clear what to add up, so the total stays blank",
        ),
        Wording("请在原表中补填年度资金总额", "fill in the total of funds in the original"),
    )
