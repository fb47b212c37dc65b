"""The alignment network: what it is given in one call does not change what it gives for each."""

import json
from importlib.resources import files

import numpy as np
import pytest

from assistant.alignment import LONGEST_QUESTION, LONGEST_SENTENCE, Alignment, Weights
from index.embedding import MiniLM, Vectors

QUESTION = "Why did the ferry sink?"
ANSWER = "The ferry sank because a seal on its bow door had failed."
NEAR = "The ferry had been built in Emden and could carry ninety cars."
FAR = "Interest rates will stay where they are until the autumn."


@pytest.fixture(scope="module")
def alignment() -> Alignment:
    text = (files("assistant") / "data/ranker.json").read_text(encoding="utf-8")
    return Alignment(Weights.model_validate(json.loads(text)["alignment"]))


def kept(embedder: MiniLM, text: str) -> Vectors:
    [tokens] = embedder.tokens([text])
    return embedder.widen(embedder.narrow(tokens.vectors))


def test_a_sentence_scores_the_same_alone_and_in_company(
    alignment: Alignment, embedder: MiniLM
) -> None:
    asked = kept(embedder, QUESTION)
    texts = [ANSWER, NEAR, FAR, f"{NEAR} {FAR} {ANSWER}"]
    together = alignment.score(asked, [kept(embedder, text) for text in texts])
    alone = [float(alignment.score(asked, [kept(embedder, text)])[0]) for text in texts]
    assert together == pytest.approx(alone, abs=1e-4)


def test_the_sentence_that_answers_scores_above_those_that_do_not(
    alignment: Alignment, embedder: MiniLM
) -> None:
    asked = kept(embedder, QUESTION)
    answer, near, far = alignment.score(asked, [kept(embedder, t) for t in (ANSWER, NEAR, FAR)])
    assert answer > near
    assert answer > far


def test_nothing_to_compare_is_no_error(alignment: Alignment, embedder: MiniLM) -> None:
    asked = kept(embedder, QUESTION)
    none = np.zeros((0, asked.shape[1]), dtype=np.float32)
    assert alignment.score(asked, []).shape == (0,)
    assert np.isfinite(alignment.score(asked, [none])).all()
    assert alignment.score(none, [asked]).tolist() == [0.0]


def test_what_is_longer_than_the_network_reads_is_cut(
    alignment: Alignment, embedder: MiniLM
) -> None:
    long = np.repeat(kept(embedder, ANSWER), 40, axis=0)
    asked = np.repeat(kept(embedder, QUESTION), 40, axis=0)
    cut = alignment.score(asked[:LONGEST_QUESTION], [long[:LONGEST_SENTENCE]])
    assert alignment.score(asked, [long]) == pytest.approx(cut)
