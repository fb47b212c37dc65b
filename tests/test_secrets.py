"""Twenty secrets, planted where secrets are, are found in nothing that Dateline says or keeps."""

import json
import logging
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.desk import Assistant
from assistant.models import SpecError
from assistant.patience import Limits
from assistant.settings import Settings
from evals.torture.serving import Reply, serving
from index.library import Library

QUESTION = "What did Port Elder's council vote to close?"
OURS = ("OPENAI_API_KEY", "DATELINE_KEY")
OTHERS = (
    "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "DATABASE_PASSWORD", "ANTHROPIC_API_KEY", "HF_TOKEN",
    "SLACK_TOKEN", "STRIPE_KEY", "SMTP_PASSWORD", "AZURE_CLIENT_SECRET", "NPM_TOKEN",
    "SSH_PASSPHRASE",
)  # fmt: skip
SECRETS = {name: f"planted-{n:02}-{name[::-1].lower()}" for n, name in enumerate((*OURS, *OTHERS))}
ECHOED = [f"planted-echo-{n}" for n in range(5)]
"""What a server that is given a key says back."""
IN_SPECS = ["planted-user", "planted-password"]
ALL = [*SECRETS.values(), *ECHOED, *IN_SPECS]


def faults() -> list[Reply]:
    return [
        lambda h: h.status(401, f"Incorrect API key: {ECHOED[0]}"),
        lambda h: h.status(400, f"bad request by {ECHOED[1]}"),
        lambda h: h.status(500, ECHOED[2]),
        lambda h: h.status(302, location=f"http://127.0.0.1/?key={ECHOED[3]}"),
        lambda h: (h.begin(), h.event({"error": {"message": ECHOED[4]}}))[0],
    ]


def test_planted_secrets_are_found_in_no_answer_error_log_or_file(
    tmp_path: Path,
    library: Library,
    home: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(ALL) == len(set(ALL)) == 20
    caplog.set_level(logging.INFO)
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    settings = Settings.from_environment()
    library.sync()
    desk = Assistant(library, settings, Limits(retries=0, failures=10_000))
    said = [repr(settings), str(settings)]
    answers: list[Answer] = []
    with serving() as server:
        for fault in faults():
            server.replies = {"judge": fault}
            answers.append(desk.ask(QUESTION, model=server.spec))
        server.replies = {}
        answers.append(desk.ask(QUESTION, model=server.spec))
        turn = desk.conversation().ask(QUESTION, sources=("nothing",))
        answers.append(turn.answer)
        assert f"Bearer {SECRETS['DATELINE_KEY']}" in server.keys, "the key was never used"
    for spec in (f"http://{IN_SPECS[0]}:{IN_SPECS[1]}@127.0.0.1/v1#m", f"odd:{IN_SPECS[1]}@x"):
        with pytest.raises(SpecError) as refused:
            desk.ask(QUESTION, model=spec)
        said.append(str(refused.value))
    said += [json.dumps(each.to_json()) + each.to_markdown() + repr(each) for each in answers]
    said += [caplog.text, *capsys.readouterr()]
    kept = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert kept
    for secret in ALL:
        assert not [text for text in said if secret in text]
        assert not [data for data in kept if secret.encode() in data]
