"""`perfeval new-rules`: the file works at once, and every piece of it that is commented out is the parent's own.

The law: whichever pieces are put into force as they stand, the file checks, its examples hold, and it scores and audits
every table exactly as its parent does. Only what a person changes can change a score.
"""

import datetime as dt
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from perfeval.diagnostic import Level
from perfeval.engine.ruleset import RuleSet
from perfeval.report.new_region import new_region
from perfeval.report.scaffold import scaffold
from perfeval.wording import Lang

Call = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
TABLES = perfeval.read_tables(ROOT / "docs" / "examples" / "zhongwei_2024.txt")
SHIPPED = ("national_2016", "national_2020", "zhongwei")

PECULIAR = """# 规则集 of a county that does everything in its own way
规则集 「奇 县」 "奇县" 继承 national_2020
  依据 "奇县财预〔2024〕2号（虚构）" 节录   依据 "未写明处" 自定
  适用于 表式 = "项目" 或 年度 = 2024
  施行 自 2024-01-01 至 2030-12-31
  未标方向 成本指标 或 时效指标 = 反向指标，所有指标 = 正向指标
  当 满分 > 50分 封顶 50分
  只舍不入 到 0.1分
参数 及格线 = 50% 自 2024-01-01 至 2024-12-31    # this year
参数 及格线 = 60% 自 2025-01-01
参数 「档 差」 = -5个百分点
设 满分 = 分值 × 2 ÷ 2
设 完成值 = 完成值
设 折扣 = (及格线 + 10%) × (100% + 「档 差」)
设 没人用 = 1%

规则 质量指标 "一条与类别同名的规则" 适用于 质量指标 且
    (定量指标 或 定性指标) 且 四舍五入(满分, 1分) > 0分   # rounding is a function here
  设 一半 = 满分 × 50%
  施行 自 2024-06-01
  当 完成率 ≥ 折扣 得 满分 依据 "奇县财预〔2024〕2号（虚构）" "第三条" 原文 # 依据 “第三条”
  否则 得 一半
  当 完成率 < 90% 扣 0.5分 最多 1分

  规则 缩进的 适用于 数量指标
    当 完成率 ≥ 及格线 得 满分
    否则               得0分
审核 分值框架 依据 "奇县" 权重 产出指标 或 效益指标 = 80分；满意度指标 = 10分
审核 分值合计
  应当 合计(分值) > 0分
总分
  依据 "奇县财预〔2024〕2号（虚构）" "第五条"
  得 合计(得分)
  封顶 100分
"""
IN_ENGLISH = """ruleset shire "A shire" extends national_2020
  cite "Shire circular 3 (invented)" full text
  effective from 2024-01-01
  round half even to 0.1 points
let full = weight
rule steps for satisfaction and actual is ratio
  award full
  on actual short of 90%  each 1 percentage point  deduct 0.5 points, started steps, at most 2 points
  example "one short"  target "≥90%", actual 89%, full 10 points  gives 9.5 points
grades
  on total >= 60 points award "优" < 60 points award "差"
"""
PARENTS = {
    **{name: perfeval.load_rules(name) for name in SHIPPED},
    "peculiar": perfeval.parse_rules(PECULIAR, "peculiar.perfeval"),
    "in English": perfeval.parse_rules(IN_ENGLISH, "shire.perfeval"),
}
WORDS: tuple[Lang, ...] = ("zh", "en")


def written(parent: RuleSet, words: Lang, *, document: str | None = "示例财预〔2025〕1号（虚构）") -> str:
    return scaffold(
        parent,
        new_region(
            parent, "示例县", name=None, document=document, basis="原文" if document else None, first_day=None,
            year=2026, words=words,
        ),
    )  # fmt: skip


def pieces(text: str) -> list[tuple[int, int]]:
    """First and last line (not included) of every run of lines that are commented out."""
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith("# ") and not lines[at - 1].startswith("# ")]
    return [(at, next(end for end in range(at, len(lines)) if not lines[end].startswith("# "))) for at in starts]


def in_force(text: str, chosen: list[tuple[int, int]]) -> str:
    lines = text.split("\n")
    for start, end in chosen:
        lines[start:end] = [line[2:] for line in lines[start:end]]
    return "\n".join(lines)


def loaded(folder: Path, text: str) -> RuleSet:
    """The rule set, with the parents that do not ship beside it."""
    for name, parent in (("peculiar", PECULIAR), ("shire", IN_ENGLISH)):
        (folder / f"{name}.perfeval").write_text(parent, "utf-8")
    path = folder / "示例县.perfeval"
    path.write_text(text, "utf-8")
    return perfeval.load_rules(path)


def codes(rules: RuleSet) -> set[str]:
    """What the check warns of: a piece of the parent may be warned of what the parent is warned of."""
    return {one.code for one in rules.diagnostics}


def told(rules: RuleSet) -> list[object]:
    """Everything that the rules say of the published tables."""
    said: list[object] = []
    for table in TABLES:
        made = perfeval.audit(table, rules)
        evaluation = made.evaluation
        said.append([(row.status, row.points, row.low, row.high, row.score_from) for row in evaluation.rows])
        said.append((evaluation.execution and evaluation.execution.points, evaluation.total, evaluation.grade))
        said.append([(one.code, one.row) for one in made.findings])
    return said


TOLD = told(PARENTS["national_2020"])

# ---- what is written ----


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("name", PARENTS)
def test_every_piece_put_into_force_as_it_stands_changes_nothing(name: str, words: Lang, tmp_path: Path) -> None:
    parent = PARENTS[name]
    text = written(parent, words)
    expected = told(parent)
    found = pieces(text)
    assert len(found) >= 4
    for chosen in ([], *([one] for one in found), found):
        made = loaded(tmp_path, in_force(text, chosen))
        assert codes(made) <= codes(parent), chosen
        assert told(made) == expected, chosen
        assert all(result.passed for result in made.test())


@pytest.mark.parametrize("words", WORDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_choice_of_pieces_changes_nothing(words: Lang, data: st.DataObject) -> None:
    parent = PARENTS["national_2020"]
    text = written(parent, words)
    chosen = data.draw(st.lists(st.sampled_from(pieces(text)), unique=True))
    made = perfeval.parse_rules(in_force(text, chosen))
    assert codes(made) <= codes(parent)
    assert told(made) == TOLD


@pytest.mark.parametrize("words", WORDS)
def test_a_region_without_a_document_is_still_usable(words: Lang) -> None:
    text = written(PARENTS["national_2020"], words, document=None)
    assert perfeval.parse_rules(text).citations == ()
    assert all(one.level is Level.WARNING for one in perfeval.check_rules(text))
    cite = pieces(text)[0]
    assert "依据" in in_force(text, [cite]) or "cite" in in_force(text, [cite])
    assert perfeval.parse_rules(in_force(text, [cite])).basis == "recalled"


@pytest.mark.parametrize("name", PARENTS)
def test_both_vocabularies_say_the_same(name: str) -> None:
    def said(words: Lang) -> list[str]:
        text = written(PARENTS[name], words)
        converted = perfeval.convert_rules(in_force(text, pieces(text)), "zh")
        return re.sub('"[^"]*"|#.*', "", converted).split()

    assert said("zh") == said("en")


def test_what_the_file_holds() -> None:
    text = written(PARENTS["national_2020"], "zh")
    for line in (
        '规则集 示例县 "示例县绩效自评" 继承 national_2020',
        '  依据 "示例财预〔2025〕1号（虚构）" 原文',
        '  适用于 地区 含 "示例县"',
        "  施行 自 2026-01-01",
        "#   四舍五入 到 0.01分",
        "# 参数 部分达成下限 = 60%",
        "# 设 预算基数 = 全年预算数",
        "##  1. 预算执行率，适用于 预算执行",
        '#   依据 "示例财预〔2025〕1号（虚构）" "第×条" 原文',
        '#   示例 "印了一半"        指标值 3200份，完成值 1600份，满分 10分  应得 5分',
        "#   权重 预算执行 = 10分，产出指标 = 50分，效益指标 = 30分，满意度指标 = 10分",
        '#     ≥ 90分        得 "优"',
    ):
        assert line in text.split("\n")
    rules = [rule.name for rule in PARENTS["national_2020"].nodes.rules]
    assert re.findall(r"^##  \d+\. (\w+)，", text, re.MULTILINE) == rules


def test_a_parent_for_some_tables_only_keeps_its_condition() -> None:
    """A condition that names a region is replaced: a county's tables do not bear the name of its city."""
    assert '  适用于 (表式 = "项目" 或 年度 = 2024) 且 地区 含 "示例县"\n' in written(PARENTS["peculiar"], "zh")
    assert '  适用于 地区 含 "示例县"\n' in written(PARENTS["zhongwei"], "zh")


def test_a_rule_without_an_example_gets_one() -> None:
    parent = PARENTS["peculiar"]
    text = written(parent, "zh")
    assert '#   示例 "完成一半"  二级指标 "数量指标"，指标值 100人，完成值 50人，满分 10分  应得 0.00分' in text


@settings(max_examples=150, deadline=None)
@given(
    region=st.text(
        st.one_of(st.sampled_from("县“”「」#＃，,：;（）\u3000 \\'\"＂\n规则"), st.characters()), max_size=8
    ),
    document=st.text(st.one_of(st.sampled_from("〔〕《》“”「」#＃\\'\"＂\n\t"), st.characters()), max_size=8),
    words=st.sampled_from(WORDS),
)
def test_whatever_a_region_and_its_document_are_called(region: str, document: str, words: Lang) -> None:
    """They are refused, or stand in the file as given."""
    parent = PARENTS["national_2020"]
    try:
        new = new_region(
            parent, region, name="a", document=document, basis=None, first_day=None, year=2026, words=words
        )
    except perfeval.PerfevalError:
        return
    text = scaffold(parent, new)
    made = perfeval.parse_rules(in_force(text, pieces(text)))
    assert [one.document for one in made.citations] == [document.strip()]
    assert made.region_condition is not None
    assert made.region_condition.endswith(f'"{region.strip()}"')


# ---- the dates ----


@pytest.mark.parametrize(
    ("name", "asked", "year", "days"),
    [
        ("national_2020", "2024-06-01", 2026, (dt.date(2024, 6, 1), None)),
        ("national_2020", "2024年6月1日", 2026, (dt.date(2024, 6, 1), None)),
        ("national_2020", None, 2026, (dt.date(2026, 1, 1), None)),
        ("national_2020", None, 2020, (dt.date(2020, 2, 25), None)),
        ("national_2016", None, 2026, (dt.date(2016, 11, 17), dt.date(2020, 2, 24))),
        ("national_2016", "2018-01-01", 2026, (dt.date(2018, 1, 1), dt.date(2020, 2, 24))),
    ],
)
def test_the_file_is_in_force_inside_its_parents_dates(
    name: str, asked: str | None, year: int, days: tuple[dt.date, dt.date | None]
) -> None:
    parent = PARENTS[name]
    new = new_region(
        parent, "示例县", name=None, document=None, basis=None, first_day=asked, year=year, words="zh"
    )  # fmt: skip
    made = perfeval.parse_rules(scaffold(parent, new))
    assert (made.in_force.first, made.in_force.last) == days


# ---- the command ----


def test_the_file_is_written_and_what_to_do_next_is_said(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "示例县.perfeval"
    ran = call("new-rules", "示例县", "--lang", "zh", "--from", "2025-01-01", "--output", path)
    assert (ran.returncode, ran.stderr) == (0, "")
    for command in (f"perfeval check {path}", f"perfeval test {path}", f"perfeval audit TABLE --rules {path}"):
        assert command in ran.stdout
    assert "文件名称和文号还没有写" in ran.stdout
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text("utf-8").startswith("## 示例县的规则文件")
    assert call("check", path).returncode == 0
    assert call("test", path).returncode == 0
    assert call("audit", "docs/examples/zhongwei_2024.txt", "--rules", path).returncode == 1


def test_no_file_is_overwritten(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "county.perfeval"
    path.write_text("mine", "utf-8")
    ran = call("new-rules", "示例县", "--output", path)
    assert ran.returncode == 2
    assert "exists already" in ran.stderr
    assert path.read_text("utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_to_stdout_nothing_but_the_file(call: Call) -> None:
    ran = call("new-rules", "示例县", "--output", "-", "--lang", "zh", "--words", "en")
    assert ran.returncode == 0
    assert "ruleset 示例县" in ran.stdout
    assert "接下来" in ran.stderr
    assert "接下来" not in ran.stdout
    perfeval.parse_rules(ran.stdout)


def test_a_parent_that_is_a_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "peculiar.perfeval").write_text(PECULIAR, "utf-8")
    parent = tmp_path / "peculiar.perfeval"
    ran = call("new-rules", "示例县", "--extends", parent, "--output", tmp_path / "a.perfeval", "--from", "2025-01-01")
    assert ran.returncode == 0, ran.stderr
    assert perfeval.load_rules(tmp_path / "a.perfeval").lineage == ("奇 县", "national_2020")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = call("new-rules", "示例县", "--extends", parent, "--output", elsewhere / "a.perfeval")
    assert ran.returncode == 2
    assert "same folder" in ran.stderr
    assert list(elsewhere.iterdir()) == []


def test_another_rule_set_of_the_parents_name_is_not_taken_for_it(call: Call, tmp_path: Path) -> None:
    (tmp_path / "x.perfeval").write_text(IN_ENGLISH.replace("ruleset shire", "ruleset national_2020", 1).replace(
        " extends national_2020", ""), "utf-8")  # fmt: skip
    ran = call("new-rules", "示例县", "--output", tmp_path / "a.perfeval", "--from", "2025-01-01", "--lang", "zh")
    assert ran.returncode == 2
    assert "另有一个规则集" in ran.stderr
    assert not (tmp_path / "a.perfeval").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("规则",), "--name"),
        (("示例 县",), "--name"),
        (("2025县",), "--name"),
        (("示例县", "--name", "得"), "关键词"),
        (("示例县", "--name", "national_2016"), "另给一个名称"),
        (("示例县", "--name", "zhongwei", "--extends", "zhongwei"), "另给一个名称"),
        (("",), "不能为空"),
        (('示例"县', "--name", "a"), "直引号"),
        (("示例\n县", "--name", "a"), "一行"),
        (("县" * 201, "--name", "a"), "最多 200"),
        (("示例县", "--document", " "), "--document"),
        (("示例县", "--basis", "原文"), "--document"),
        (("示例县", "--document", "《办法》", "--basis", "自定"), "原文、节录、推定、待核"),
        (("示例县", "--from", "2025-02-30"), "2025-01-01"),
        (("示例县", "--from", "soon"), "2025-01-01"),
        (("示例县", "--from", "2019-12-31"), "自 2020-02-25 有效"),
        (("示例县", "--extends", "national_2016", "--from", "2021-01-01"), "至 2020-02-24 有效"),
        (("示例县", "--extends", "nowhere"), "没有叫“nowhere”的规则集"),
        (("示例县", "--output", "no/such/folder/a.perfeval"), "写不进去"),
        (("示例县", "--output", "docs"), "已经存在"),
        (("县" * 200,), "写不进去"),
        ((), "REGION"),
    ],
)
def test_what_cannot_be_written(call: Call, arguments: tuple[str, ...], said: str) -> None:
    before = sorted(ROOT.iterdir())
    ran = call("new-rules", *arguments, "--lang", "zh")
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "内部错误" not in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert ran.stdout == ""
    assert sorted(ROOT.iterdir()) == before


def test_a_parent_in_error_is_shown_with_its_errors(call: Call, tmp_path: Path) -> None:
    bad = tmp_path / "bad.perfeval"
    bad.write_text('规则集 bad "坏"\n规则 一 适用于 所有指标\n  得 满分 × 完成绿\n', "utf-8")
    ran = call("new-rules", "示例县", "--extends", bad, "--output", tmp_path / "a.perfeval", "--lang", "zh")
    assert ran.returncode == 2
    assert "bad.perfeval:3:" in ran.stderr
    assert not (tmp_path / "a.perfeval").exists()
