"""The same tables from every encoding, with any newline; what is no text is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from perfeval.errors import UnreadableTableError
from perfeval.tables.encoding import decode
from perfeval.tables.indicator import SelfEvaluation
from perfeval.tables.reading import read_document, read_tables

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
EVERYDAY = "政府绩效自评指标项目完成情况工作经费单位年度目标数量质量时效成本满意度提高保障服务管理发展建设社会经济生态"


def with_mark(text: str, encoding: str) -> bytes:
    """The text in an encoding; UTF-16 in a named byte order without and `utf-16` with its byte order mark."""
    return text.encode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_same_tables(
    tmp_path: Path, zhongwei_text: str, zhongwei: list[SelfEvaluation], encoding: str, newline: str
) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(with_mark(zhongwei_text.replace("\n", newline), encoding))
    assert [evolve(table, source="") for table in read_tables(path)] == [evolve(table, source="") for table in zhongwei]


@given(
    st.lists(st.text(alphabet=EVERYDAY, min_size=8, max_size=30), min_size=3, max_size=12),
    st.sampled_from(ENCODINGS),
)
def test_everyday_chinese_is_recognised_in_every_encoding(lines: list[str], encoding: str) -> None:
    text = "\t1\n".join(lines)
    assert decode(with_mark(text, encoding), "text") == text


@given(st.text(min_size=1, max_size=200).filter(lambda text: text.isprintable()))
def test_utf_8_is_always_itself(text: str) -> None:
    assert decode(text.encode("utf-8-sig"), "text") == text


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    try:
        text = decode(data, "bytes")
    except UnreadableTableError as error:
        assert (error.code, error.wording.zh != "") == ("not-text", True)  # noqa: PT017
        return
    assert isinstance(text, str)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + bytes(200), "Word/Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), "旧版 Word/Excel"),
        (b"%PDF-1.7\n" + bytes(range(256)), "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "图片"),
        (bytes(range(256)) * 8, "不是文本文件"),
        (b"\xff\xfe" + "指标".encode("utf-16-le") + b"\x00", "UTF-16"),
        (b"\xef\xbb\xbf" + "指标".encode()[:-1], "UTF-8"),
        ("项目支出绩效自评表\n项目名称\t甲\n".encode() * 40 + b"\xff" + "得分".encode(), "第81行"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(data)
    document = read_document(path)
    assert document.tables == ()
    (error,) = document.errors
    assert error.code == "not-text"
    assert said in error.wording.zh
    assert str(path) in error.wording.en
