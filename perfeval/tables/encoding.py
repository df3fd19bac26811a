"""Bytes → text: which of the encodings in use in China a text file is in; anything that is not text is refused.

A file says its encoding by a byte order mark, by being valid UTF-8, or not at all. Then UTF-16 and GB18030 are tried,
and a decoding is believed only if the result reads like Chinese: nearly any bytes decode to some characters, but
wrong ones are rare characters.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from perfeval.errors import UnreadableTableError
from perfeval.wording import Wording

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMATS: Final = (
    (b"PK\x03\x04", "Word/Excel（.docx、.xlsx）或压缩", "a Word or Excel file (.docx, .xlsx) or an archive"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word/Excel（.doc、.xls）", "an old Word or Excel file (.doc, .xls)"),
    (b"%PDF", "PDF", "a PDF file"),
    (b"{\\rtf", "RTF", "an RTF file"),
    (b"\x89PNG", "图片", "an image"),
    (b"\xff\xd8\xff", "图片", "an image"),
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_STRANGE: Final = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff\U000e0000-\U0010ffff]")
_TELL_TALE: Final = ("指标", "绩效", "项目", "得分")
_SAMPLE: Final = 200_000
_COMMON_SHARE: Final = 0.8
# In GB 2312 the everyday characters come first, sorted by pronunciation, up to this leading byte.
_LAST_COMMON_ROW: Final = 0xD7


def decode(data: bytes, source: str) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030.

    Raises `UnreadableTableError` (`not-text`) for a file of another format, a binary file, and bytes in no encoding.
    """
    _refuse_other_formats(data, source)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_declared(data, encoding, source)
    text = _decoded(data, "utf-8")
    if text is not None and not _CONTROL.search(text):
        return text
    for encoding in ("utf-16-le", "utf-16-be", "gb18030"):
        text = _decoded(data, encoding)
        if text is not None and _reads_like_chinese(text):
            return text
    raise _not_text(source, _why_not(data))


def encoding_of_start(data: bytes, source: str) -> tuple[str, int]:
    """The encoding of a long file of which these are the first bytes, and how many of them are its byte order mark.

    The last character may be cut off. Raises as `decode` does.
    """
    _refuse_other_formats(data, source)
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8", len(codecs.BOM_UTF8)
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le", len(codecs.BOM_UTF16_LE)
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be", len(codecs.BOM_UTF16_BE)
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(data)
        except UnicodeDecodeError:
            continue
        if (encoding == "utf-8" and not _CONTROL.search(text)) or (encoding != "utf-8" and _reads_like_chinese(text)):
            return encoding, 0
    raise _not_text(source, _why_not(data))


def _refuse_other_formats(data: bytes, source: str) -> None:
    for start, name_zh, name_en in _OTHER_FORMATS:
        if data.startswith(start):
            raise _not_text(
                source,
                Wording(
                    f"这是{name_zh}文件，不是文本文件；请在原程序中另存为文本（制表符分隔）后再读取",
                    f"this is {name_en}, not a text file; save the table as tab-separated text first",
                ),
            )


def _decode_declared(data: bytes, encoding: str, source: str) -> str:
    """The text in the encoding that its byte order mark declares."""
    text = _decoded(data, encoding)
    if text is None or _CONTROL.search(text):
        name = "UTF-8" if encoding == "utf-8-sig" else "UTF-16"
        raise _not_text(
            source,
            Wording(
                f"文件标明为 {name} 编码，但内容有缺损，无法解码；请重新导出或另存为 UTF-8 文本",
                f"the file declares itself as {name} but is damaged and cannot be decoded; "
                "export it again or save it as UTF-8 text",
            ),
        )
    return text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _reads_like_chinese(text: str) -> bool:
    """Whether the text has no characters that tables never hold, and its Chinese is everyday Chinese."""
    sample = text[:_SAMPLE]
    if _CONTROL.search(sample):
        return False
    if any(word in sample for word in _TELL_TALE):
        return True
    if _STRANGE.search(sample):
        return False
    han = _HAN.findall(sample)
    if not han:
        return all(character.isprintable() or character.isspace() for character in sample) and sample.isascii()
    common = sum(1 for character in han if _is_common(character))
    return common >= _COMMON_SHARE * len(han)


def _is_common(character: str) -> bool:
    encoded = character.encode("gb2312", "ignore")
    return len(encoded) == 2 and encoded[0] <= _LAST_COMMON_ROW


def _why_not(data: bytes) -> Wording:
    """What keeps the bytes from being a text, as far as it can be told."""
    valid = data.decode("utf-8", "ignore")
    # A text of which only a few bytes are damaged is still mostly valid.
    if b"\x00" not in data and len(data) - len(valid.encode()) <= max(3, len(data) // 100):
        first_wrong = _first_wrong_byte(data)
        line = data.count(b"\n", 0, first_wrong) + 1
        return Wording(
            f"UTF-8 文本在第{line}行有损坏的字节，无法确定原字；请重新导出或另存为 UTF-8 文本",
            f"the UTF-8 text has damaged bytes in line {line}, so characters are lost; "
            "export it again or save it as UTF-8 text",
        )
    return Wording(
        "不是文本文件，或编码无法识别（可读取 UTF-8、UTF-16、GB18030/GBK）；请另存为 UTF-8 文本（制表符分隔）后再读取",
        "not a text file, or in an encoding that is not known (UTF-8, UTF-16 and GB18030/GBK can be read); "
        "save the table as tab-separated UTF-8 text",
    )


def _first_wrong_byte(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _not_text(source: str, why: Wording) -> UnreadableTableError:
    return UnreadableTableError("not-text", Wording(f"{source}：{why.zh}", f"{source}: {why.en}"))
