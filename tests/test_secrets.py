"""Secrets, planted where secrets are, are found in nothing that Dateline says or keeps."""

import json
import logging
from pathlib import Path

import pytest

from assistant import plugging
from assistant.addresses import masked
from assistant.answers import Answer
from assistant.cli import main
from assistant.desk import Assistant
from assistant.models import SpecError, elsewhere
from assistant.patience import Limits
from assistant.settings import Settings
from assistant.web.writers import Writers
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
IN_SPECS = ["planted-user", "planted-password", "planted-query"]
IN_LINKS = [f"planted-link-{n}" for n in range(4)]
ALL = [*SECRETS.values(), *ECHOED, *IN_SPECS, *IN_LINKS]


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
    assert len(ALL) == len(set(ALL))
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
    for spec in (
        f"http://{IN_SPECS[0]}:{IN_SPECS[1]}@127.0.0.1/v1#m",
        f"odd:{IN_SPECS[1]}@x",
        f"http://127.0.0.1:9/v1?k={IN_SPECS[2]}#m",
    ):
        with pytest.raises(SpecError) as refused:
            desk.ask(QUESTION, model=spec)
        said.append(str(refused.value))
        chosen = settings.model_copy(update={"model": spec})
        said += [repr(elsewhere(chosen)), repr(Writers(chosen).choices)]
        assert Writers(chosen).spec(None) == spec
        with pytest.raises(SpecError) as refused:
            plugging.embedder(settings.model_copy(update={"embedder": spec}))
        said.append(str(refused.value))
    said += [json.dumps(each.to_json()) + each.to_markdown() + repr(each) for each in answers]
    said += [caplog.text, *capsys.readouterr()]
    kept = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert kept
    for secret in ALL:
        assert not [text for text in said if secret in text]
        assert not [data for data in kept if secret.encode() in data]


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://bob:pw@a.example/x", "https://\u2026@a.example/x"),
        ("https://bob:p/w#?@a.example/x", "https://\u2026@a.example/x"),
        ("bob:pw@a.example/x", "\u2026@a.example/x"),
        ("https://a.example/@bob/x?page=2&id=7#top", "https://a.example/@bob/x?page=2&id=7#top"),
        ("https://a.example:8443/@bob", "https://a.example:8443/@bob"),
        ("https://[2606:4700::1]/@bob", "https://[2606:4700::1]/@bob"),
        ("https://a.example/?id=7&access_token=s", "https://a.example/?id=7&access_token=\u2026"),
        ("https://a.example/?apiKey=s;SIG=s", "https://a.example/?apiKey=\u2026;SIG=\u2026"),
        ("https://a.example/?X-Amz-Signature=s", "https://a.example/?X-Amz-Signature=\u2026"),
        ("https://a.example/?%74oken=s#id_token=s", "https://a.example/?%74oken=\u2026#id_token=\u2026"),
        ("https://a.example/?keyword=fish&design=1", "https://a.example/?keyword=fish&design=1"),
        ("https://a.example/?key[]=s&AccessKeyId=s", "https://a.example/?key[]=\u2026&AccessKeyId=\u2026"),
        ("https://a.example/?monkey=3&country_code=us", "https://a.example/?monkey=3&country_code=us"),
    ],
)  # fmt: skip
def test_a_link_is_shown_without_what_is_secret_in_it(link: str, shown: str) -> None:
    assert masked(link) == masked(shown) == shown


def test_secrets_in_links_are_found_in_nothing_that_fetching_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, three, four = IN_LINKS
    links = (f"http://u:{one}@a.example/x?token={two}", f"u:{three}@a.example?key={four}")
    assert main(["fetch", *links, "--allow-fetch", "--articles", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.err.count("a.example") == 2
    assert not [secret for secret in IN_LINKS if secret in said.err + said.out]
