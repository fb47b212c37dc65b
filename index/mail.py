"""A saved message (.eml): its text, and who sent it when about what."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from index.markup import fragment, html


def message(data: bytes) -> Iterator[dict[str, Any]]:
    """The plain part of a message, or else its page; attachments are counted, not read."""
    mail = message_from_bytes(data, policy=policy.default)
    if not isinstance(mail, EmailMessage) or not mail.keys():
        yield {"error": "it is not a mail message"}
        return
    part = mail.get_body(preferencelist=("plain", "html"))
    text = _text(part) if isinstance(part, EmailMessage) else ""
    if not text.strip():
        encrypted = "encrypted" in mail.get_content_type() or "pkcs7" in mail.get_content_type()
        yield {"error": "it is encrypted" if encrypted else "it has no text part"}
        return
    attached = sum(1 for _ in mail.iter_attachments()) if mail.is_multipart() else 0
    found: dict[str, Any] = {
        "text": text,
        "title": _header(mail, "subject"),
        "byline": _sender(_header(mail, "from")),
        "published": _day(_header(mail, "date")),
    }
    if attached:
        found["note"] = f"{attached} attachment{'s'[: attached > 1]} not read"
    yield found


def _text(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        text = data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        text = data.decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        found = next(html(text.encode(errors="replace")))
        return str(found.get("text") or fragment(text))
    text = text.replace("\r\n", "\n")
    if part.get_param("format") == "flowed":  # RFC 3676: a line that ends in a space goes on
        text = re.sub(r"(?m)(?<!^--) \n(?=[^\s>])", " ", text)
    return text


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail.get(name) or "")
    except Exception:  # the library's parsers of headers have bugs; a header is no reason to fail
        return ""


def _sender(header: str) -> str | None:
    name, address = parseaddr(header)
    return name or address or None


def _day(header: str) -> str | None:
    try:
        return parsedate_to_datetime(header).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return None
