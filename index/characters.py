"""A file's bytes as characters, without those that hide something from a reader."""

import re

# Zero-width and bidirectional controls, soft hyphens, tags: they hide text from a reader. Half
# surrogates, which an escape in front matter can make, are no text at all.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
                        "\U000e0000-\U000e007f\ud800-\udfff"
                        "\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # fmt: skip

# Greek and Cyrillic letters that look like Latin ones.
_LOOKALIKES = (
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"
    "\u03b1\u03b9\u03bd\u03c1\u03c5\u03f2\u03f3\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c"
    "\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455"
    "\u0456\u0458\u04bb\u04cf\u0501\u051b\u051d"
)
_MIXED = re.compile(
    rf"\b(?=\w*[A-Za-z])(?=\w*[{_LOOKALIKES}])[^\W\d_]{{2,}}\b"
)  # what is Greek or Cyrillic alone is a foreign word


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
    """The text with line feeds, and without characters that do not show."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def disguised(text: str) -> list[str]:
    """Words that mix Latin letters with Greek or Cyrillic ones that look like them."""
    if text.isascii():
        return []
    return _MIXED.findall(text)
