"""What goes on in the background, in a line above the tabs, looked at again every second."""

from collections.abc import Sequence
from typing import Any

from assistant.switching import Switch
from assistant.web.parts import QUIET, Desk
from assistant.web.progress import going_on_html


def version(assistant: Switch) -> str:
    """Changes whenever what is open or indexed does."""
    with assistant.using_library() as library:
        going = f"{assistant.background.finished} {assistant.background.busy}"
        return f"{library.folder} {library.catalog.generation()} {going}"


class Pulse:
    """The line, and `version`, a gradio.State: it changes whenever what is open or indexed does."""

    def __init__(self, gr: Any, desk: Desk) -> None:
        """Called where the line is to stand."""
        self._gr, self._assistant = gr, desk.assistant
        self.version = gr.State("")
        self._line = desk.html("", "work")
        self._timer = gr.Timer(1.0, active=False)

    def join(self, loaded: Any, begun: Sequence[Any]) -> None:
        """Look when the page is opened, and after each event that may have begun some work."""
        outputs = [self._line, self._timer, self.version]
        # In the queue: only events there tell the page that a state has changed.
        how = {"outputs": outputs, "concurrency_limit": None, **QUIET}
        self._gr.on([loaded, self._timer.tick], self._look, None, **how)
        for each in begun:
            each.then(self._look, None, **how)

    def _look(self) -> tuple[Any, ...]:
        background = self._assistant.background
        background.again()
        going = background.busy or background.held_up
        return going_on_html(background), self._gr.Timer(active=going), version(self._assistant)
