"""Targets and actuals as governments published them: none is lost, none is taken for more than it is."""

from __future__ import annotations

import pytest

from perfeval.values.model import Text
from perfeval.values.reader import read_value


def _cells(text: str) -> list[str]:
    return text.split("|")


READ = _cells(
    "1|/|90%|100%|=100|=100%|≤10次|≤5%|≥266米|≥50厘米|≥90%|20万元|≥1000人|≥95%|300 公里|38508人|"
    "37442人|不少于12 种|14种|不少于6 种|28种|116次|150次|6次|12次|96次|221人|100.00%|97.30%|2089人|214人|"
    "203人|120人|69人|5662人|4044人|3807人|3224人|3220人|863人|695人|683人|212人|209人|8例|1228人|770人|"
    "14例|24694人|22584人|100|≥8万亩|8|≥1万亩|≥50万亩|50|≤0.9%|0|≤0.4%|0.1|95|已完成100%|10万元|"
    "2021年12月31日|0次|≥70%|=0件|﹦72890元|72890|﹦100%|>= 98 %(百分比)|>= 99 %(百分比)|>= 75 %(百分比)|"
    ">= 95 %(百分比)|≥1290.3平方米|1290.3平方米|550|20|3|≥100%|10|94%|550万粒|200万粒|8535.5亩|是|≥5%|"
    "≥80%|≥50%|2%|≤4|4|≥200|202|≥2000|3061|≥10|9月前|7月|11月前|10月|20000|23333.56|4500|4557.51|"
    "98%以上|10 台套|=230畝|=365天|32人|=95%|≧735人次|735|≧100%|═100%|98%|≧95%|200|117.23|58.62%|5.86|"
    "60人|90.03%|4.5|35.66%|5|2.5|11人|74.9%|2|1.5|2024年|14.98万元|70万元|63.02万元|2.7|110万元|"
    "39.23万元|1.78|≥良|86.34|50%|3200份|1600份|≤万分之一|8万元|4万元|80|8.4|31家单位|8.4万元|11.00|"
    "3.24|2.95|1个|1次|53个|67个|11万元|3.24万元|94.1"
)
"""Every one a value."""

WORDS = _cells(
    "显著提升|定性 好坏|好坏|按质按量完成|不断提升|已完成|逐步提高|基本达到|～受欢迎|～显著受欢迎|"
    "～正确把握|～较好把握|～是否有利|～有利于|有效"
)
"""Words and nothing else."""

DOUBTFUL = _cells("?|～至少完成2次|1-12月|11月底完成100%")
"""Holds a figure, but not one that can be used."""


@pytest.mark.parametrize("written", READ)
def test_values(written: str) -> None:
    assert not isinstance(read_value(written), Text)


@pytest.mark.parametrize("written", WORDS)
def test_words(written: str) -> None:
    read = read_value(written)
    assert isinstance(read, Text)
    assert read.problem is None


@pytest.mark.parametrize("written", DOUBTFUL)
def test_doubtful_figures(written: str) -> None:
    read = read_value(written)
    assert isinstance(read, Text)
    assert read.problem is not None
