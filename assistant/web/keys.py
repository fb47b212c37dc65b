"""What the page's keys and words mean, folded away until it is wanted."""

from html import escape

from assistant.shown import MEANINGS
from assistant.web.sanitise import button, element, sanitised

KEYS = {
    "/": "go to the question box",
    "Enter": "ask; Shift and Enter begin a new line",
    "n": "next citation, opened at its words",
    "p": "previous citation",
    "Esc": "close the article, or take back an edit",
}
"""Single keys work outside text boxes, and can be turned off (WCAG 2.1.4)."""


def keys_html() -> str:
    """Two disclosures: the keys with a switch for them, and the words that say what supports."""
    keys = [
        element("li", element("span", escape(key), "key") + " " + escape(does))
        for key, does in KEYS.items()
    ]
    switch = element("p", button("keys", "Turn single keys off", "tool"))
    words = [
        element("li", element("span", escape(word), "support") + ": " + escape(means))
        for word, means in MEANINGS.items()
    ]
    return sanitised(
        _folded("Keyboard", element("ul", "".join(keys)) + switch)
        + _folded("What the labels mean", element("ul", "".join(words)))
    )


def _folded(title: str, content: str) -> str:
    return element("details", element("summary", title) + content)
