"""Whatever happens to the cells of a table, its figures are read as they were, or the reader says that it repaired."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.errors import UnreadableTableError
from perfeval.finding import Code
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.tables.reading import read_text_tables

SOME = settings(max_examples=60)

HEADINGS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"]
FUND_HEADINGS = ["项目资金(万元)", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]

ORDINARY = {
    "产出指标(50分)": ["数量指标", "质量指标", "时效指标", "成本指标"],
    "效益指标(30分)": ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"],
    "满意度指标(10分)": ["服务对象满意度指标"],
}
REGIONAL = {"项目决策2分": ["决策依据", "立项程序"], "项目管理13分": ["组织机构", "运行监管"]}

NAMES = [
    "养护里程", "办公费、印刷费", "群众满意度", "监控", "指标1 健康档案", "资金支付完成 100%", "按工作进度有序推进",
    "保障政府日常工作的顺利开展", "政务新媒体(微信、微博)", "全年工作任务", "通过技术升级、工艺改进减少纸张消耗",
]  # fmt: skip
TARGETS = ["≥90%", "100%", "60人", "10", "1", "2024年", "≥良", "长期", "", "20万元", "12月底前", "及时", "是", "0次"]
ACTUALS = ["90.03%", "100%", "60人", "10", "1", "良", "长期", "", "14.98万元", "10月", "≥90%", "部分达成", "0"]
FULLS = ["10", "5", "2", "10.3", "8", ""]
SCORES = ["10", "5", "1.78", "9", "8", "", "0", "/"]
REASONS = ["", "", "人员减少", "压减支出。"]
AMOUNTS = ["200", "117.23", "8", "", "0", "20万元", "9,034"]

Cells = list[str]


@st.composite
def row_blocks(draw: st.DrawFn) -> list[Cells]:
    """The rows of an undamaged indicator block: labels printed once, then blank."""
    rows = []
    for level1, labels in draw(st.sampled_from([ORDINARY, REGIONAL])).items():
        blank1 = False
        for level2 in draw(st.lists(st.sampled_from(labels), min_size=1, unique=True)):
            blank2 = False
            for _ in range(draw(st.integers(1, 2))):
                values = [draw(st.sampled_from(column)) for column in (NAMES, TARGETS, ACTUALS, FULLS, SCORES, REASONS)]
                rows.append(["" if blank1 else level1, "" if blank2 else level2, *values])
                blank1 = blank2 = True
    return rows


@st.composite
def fund_blocks(draw: st.DrawFn) -> list[Cells]:
    def amounts() -> Cells:
        return [draw(st.sampled_from(AMOUNTS)) for _ in range(3)]

    marks = [draw(st.sampled_from(column)) for column in (["10", "20", ""], ["58.62%", "79.27", ""], ["5.86", ""])]
    return [
        ["", "年度资金总额:", *amounts(), *marks],
        ["", "其中:当年财政拨款", *amounts(), "—", draw(st.sampled_from(["—", ""])), "—"],
        ["", "上年结转资金", *amounts(), "—", "", "—"],
        ["", "其他资金", "", "", "", "—", "", "—"],
    ]


def text_of(
    rows: Sequence[Cells],
    *,
    funds: Sequence[Cells] = (),
    headings: Sequence[str] = HEADINGS,
    total: Sequence[str] = ("总分", "", "", "", "", "100", "90", ""),
) -> str:
    lines = ["项目支出绩效自评表", "（2024年）", "项目名称\t\t甲项目"]
    if funds:
        lines += ["\t".join(cells) for cells in (FUND_HEADINGS, *funds)]
    return "\n".join([*lines, *("\t".join(cells) for cells in (headings, *rows, total))])


def read(text: str) -> SelfEvaluation:
    (table,) = read_text_tables(text, "form")
    return table


def facts(indicator: Indicator) -> tuple[object, ...]:
    return (
        indicator.level1, indicator.level1_points, indicator.level2, indicator.name, indicator.target,
        indicator.actual, indicator.full, indicator.declared, indicator.explanation,
    )  # fmt: skip


def repairs(table: SelfEvaluation) -> list[str]:
    return [finding.message.zh for finding in table.findings if finding.code is Code.LAYOUT_REPAIRED]


def all_facts(table: SelfEvaluation) -> tuple[object, ...]:
    rows = [facts(indicator) for indicator in table.indicators]
    return rows, table.execution, table.declared_total, table.declared_full


def assert_same_or_told(damaged: SelfEvaluation, undamaged: SelfEvaluation) -> None:
    assert repairs(damaged) or all_facts(damaged) == all_facts(undamaged)


@SOME
@given(row_blocks())
def test_an_undamaged_table_is_read_row_by_row(rows: list[Cells]) -> None:
    table = read(text_of(rows))
    assert [indicator.name for indicator in table.indicators] == [row[2] for row in rows]
    assert [indicator.target.written for indicator in table.indicators] == [row[3] for row in rows]
    assert [indicator.actual.written for indicator in table.indicators] == [row[4] for row in rows]
    assert [indicator.full.written for indicator in table.indicators] == [row[5] for row in rows]
    assert [indicator.declared.written for indicator in table.indicators] == [row[6] for row in rows]
    assert [indicator.explanation for indicator in table.indicators] == [row[7] for row in rows]


@SOME
@given(row_blocks(), st.data())
def test_lost_leading_cells(rows: list[Cells], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    leading = next(position for position, cell in enumerate(rows[at]) if cell)
    lost = data.draw(st.integers(0, leading))
    damaged = [*rows[:at], rows[at][lost:], *rows[at + 1 :]]
    assert_same_or_told(read(text_of(damaged)), read(text_of(rows)))


@SOME
@given(row_blocks(), st.data())
def test_lost_leading_cells_with_the_row_filled_up_at_its_end(rows: list[Cells], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    leading = next(position for position, cell in enumerate(rows[at]) if cell)
    lost = data.draw(st.integers(0, leading))
    damaged = [*rows[:at], rows[at][lost:] + [""] * lost, *rows[at + 1 :]]
    assert_same_or_told(read(text_of(damaged)), read(text_of(rows)))


@SOME
@given(row_blocks(), st.data())
def test_additional_blank_cells(rows: list[Cells], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    where = data.draw(st.integers(0, len(rows[at])))
    damaged = [*rows[:at], [*rows[at][:where], "", *rows[at][where:]], *rows[at + 1 :]]
    assert_same_or_told(read(text_of(damaged)), read(text_of(rows)))


@SOME
@given(row_blocks(), fund_blocks(), st.data())
def test_damaged_funds_and_totals(rows: list[Cells], funds: list[Cells], data: st.DataObject) -> None:
    total = [
        "总分",
        "",
        "",
        "",
        "",
        data.draw(st.sampled_from(["100", ""])),
        data.draw(st.sampled_from(["90", ""])),
        "",
    ]
    undamaged = read(text_of(rows, funds=funds, total=total))
    lines = [*funds, total]
    at = data.draw(st.integers(0, len(lines) - 1))
    if data.draw(st.booleans()) and not lines[at][0]:
        lines[at] = lines[at][1:]
    else:
        where = data.draw(st.integers(0, len(lines[at])))
        lines[at] = [*lines[at][:where], "", *lines[at][where:]]
    assert_same_or_told(read(text_of(rows, funds=lines[:-1], total=lines[-1])), undamaged)


@SOME
@given(row_blocks(), st.sampled_from([" ", "　", "  ", "\v"]))
def test_labels_split_by_spaces(rows: list[Cells], space: str) -> None:
    split = [[space.join(cell) if position < 2 else cell for position, cell in enumerate(row)] for row in rows]
    table, undamaged = read(text_of(split, headings=[space.join(heading) for heading in HEADINGS])), read(text_of(rows))
    assert all_facts(table) == all_facts(undamaged)
    assert repairs(table) == repairs(undamaged)


@SOME
@given(row_blocks(), st.permutations(range(3, 8)))
def test_columns_in_another_order(rows: list[Cells], order: list[int]) -> None:
    def in_order(cells: Sequence[str]) -> Cells:
        return [*cells[:3], *(cells[position] for position in order)]

    total = ["总分", "", "", "", "", "100", "90", ""]
    table = read(text_of([in_order(row) for row in rows], headings=in_order(HEADINGS), total=in_order(total)))
    assert all_facts(table) == all_facts(read(text_of(rows)))


@SOME
@given(row_blocks())
def test_trailing_tabs_cut_off(rows: list[Cells]) -> None:
    text = text_of(rows)
    cut = "\n".join(line.rstrip("\t") for line in text.split("\n"))
    assert_same_or_told(read(cut), read(text))


LETTERS = "\t\n 　项目名称产出指标自评表年初预算执行数分值得实际完成一二三级0123456789%≥()（）:：总\"'"


@given(st.text(alphabet=LETTERS, max_size=300))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    try:
        tables = read_text_tables(text, "noise")
    except UnreadableTableError:
        return
    for table in tables:
        for finding in table.findings:
            assert finding.row is None or finding.row == "execution" or 1 <= finding.row <= len(table.indicators)


@SOME
@given(row_blocks(), st.data())
def test_headings_moved_against_the_rows(rows: list[Cells], data: st.DataObject) -> None:
    where = data.draw(st.integers(0, len(HEADINGS)))
    moved = [*HEADINGS[:where], "", *HEADINGS[where:]]
    assert_same_or_told(read(text_of(rows, headings=moved)), read(text_of(rows)))


@SOME
@given(row_blocks(), st.integers(0, 8))
def test_every_row_moved_against_the_headings(rows: list[Cells], where: int) -> None:
    moved = [[*row[:where], "", *row[where:]] for row in rows]
    total = ["总分", "", "", "", "", "", "100", "90", ""]
    assert_same_or_told(read(text_of(moved, total=total)), read(text_of(rows)))
