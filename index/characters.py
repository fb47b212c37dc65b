"""A file's bytes as characters, without those that hide something from a reader."""

import re
import unicodedata

# Scripts whose letters a joiner or its opposite shapes: Arabic to N'Ko, those of India and of
# South-East Asia, Mongolian.
_SHAPED = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1bff\u1c00-\u1c4f\u1cd0-\u1cff"
    "\ua840-\ua8ff\ua980-\ua9ff\uaa00-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00010a5f\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
_PICTURES = (
    "\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff"
)
_IDEOGRAPHS = "\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# What Unicode lets a display ignore: zero-width and bidirectional controls, soft hyphens, fillers,
# selectors of variants, tags; annotations, and controls. They hide text from a reader, or take
# words apart for a program only. Kept where they shape what is read: a joiner after a letter of
# such a script or between pictures, and one selector of a variant after what has variants. Half
# surrogates, which an escape in front matter can make, are no text at all.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\ud800-\udfff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
    f"|(?<![{_SHAPED}])(?:\u200c|\u200d(?![{_PICTURES}])|(?<![{_PICTURES}\ufe0f])\u200d)"
    f"|(?<![{_PICTURES}\u00a9\u00ae\u203c\u2049\u2122\u2139])[\ufe0e\ufe0f](?!\u20e3)"
    f"|(?<![{_IDEOGRAPHS}])[\ufe00-\ufe0d\U000e0100-\U000e01ef]"
    "|(?<![\u1820-\u18aa])[\u180b-\u180d\u180f]"
)
# What stands at C1 controls in text that was wrongly taken for Latin-1: quotation marks and dashes
# of Windows, as browsers read them. What has no character there is left out.
_WINDOWS = str.maketrans(
    {n: bytes([n]).decode("cp1252", "ignore") for n in range(0x80, 0xA0)} | {0x85: "\u2026"}
)
_JOINERS = re.compile("[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")

# Greek and Cyrillic letters that look like Latin ones, and those.
_LOOKALIKES = str.maketrans(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"
    "\u03b1\u03b9\u03bd\u03c1\u03c5\u03f2\u03f3\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c"
    "\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455"
    "\u0456\u0458\u04bb\u04cf\u0501\u051b\u051d",
    "ABEZHIKMNOPTYXoaivpucjSIJABEKMHOPCTYXaeopcyxsijhldqw",
)
_LIKE = "".join(map(chr, _LOOKALIKES))
_FOREIGN = "\u0370-\u03ff\u0400-\u052f\u1f00-\u1fff"
_MIXED = re.compile(
    rf"\b(?=\w*[A-Za-z])(?=\w*[{_LIKE}])[^\W\d_]{{2,}}\b"
)  # what is Greek or Cyrillic alone is a foreign word
_ALIKE = re.compile(rf"\b[{_LIKE}]{{2,}}\b")
_ALONE = re.compile(rf"\b[{_FOREIGN}]{{2,}}\b")
_STYLED = re.compile("[\u2100-\u214f\u24b6-\u24e9\U0001d400-\U0001d7ff\U0001f130-\U0001f189]{3,}")
_WIDE = re.compile("[\uff21-\uff3a\uff41-\uff5a]{3,}")
_EASTERN = re.compile(f"[\u3040-\u30ff\uac00-\ud7af{_IDEOGRAPHS}]")


class Undecodable(Exception):
    """The bytes are no text; the message says why, in words for their owner."""


def decode(data: bytes) -> str:
    """UTF-8 or, with its mark, UTF-16, cleaned. Raises Undecodable."""
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not utf16 and b"\x00" in data[:8192]:
        raise Undecodable("it is binary, not text")
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Undecodable("its characters cannot be decoded; save it as UTF-8") from error
    return clean(text)


def clean(text: str) -> str:
    """The text with line feeds, and without characters that do not show.

    An empty cell of Braille, as blank as a space, is one.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2800", " ")
    return _INVISIBLE.sub("", text if text.isascii() else text.translate(_WINDOWS))


def plain(text: str) -> str:
    """What a text says, for rules about its words: letters of every style and their look-alikes as
    plain Latin ones, nothing between them that only shapes them."""
    if text.isascii():
        return text
    text = _JOINERS.sub("", text).translate(_LOOKALIKES)
    return unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)


def disguised(text: str) -> list[str]:
    """Words with letters that only look like Latin ones: Greek or Cyrillic ones among Latin ones,
    or alone where the text has few words in those alphabets; mathematical, circled or wide ones.

    Wide letters are usual among ideographs, and look-alikes in what is Greek or Russian.
    """
    if text.isascii():
        return []
    words = _MIXED.findall(text)
    alike = list(dict.fromkeys(_ALIKE.findall(text)))
    if 2 * len(alike) > len(set(_ALONE.findall(text))):
        words += alike
    words += _STYLED.findall(text)
    wide = _WIDE.findall(text)
    return words + wide if sum(map(len, wide)) > len(_EASTERN.findall(text)) else words
