"""The ranker's logistic regression and alignment network, trained together with JAX."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from assistant.alignment import LONGEST_QUESTION, LONGEST_SENTENCE, Alignment, Weights
from evals.ranker_examples import Example

Floats = NDArray[np.float32]
Parameters = dict[str, Any]
STEPS, BATCH, RATE, DECAY, DROPOUT, STRENGTH = 4000, 256, 2e-3, 0.2, 0.5, 0.1
PROJECTED, HIDDEN, KINDS = 32, 24, 16


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of the raw features, the intercept, and the alignment's matrices."""

    weights: tuple[float, ...]
    intercept: float
    alignment: Weights

    def probabilities(self, examples: Sequence[Example]) -> list[Floats]:
        """P(answers) of each example's sentences, by the code that ships."""
        alignment, weights = Alignment(self.alignment), np.array(self.weights)
        found = []
        for example in examples:
            aligned = alignment.score(example.question, example.tokens)
            z = np.array(example.features) @ weights + self.intercept + aligned
            found.append((1 / (1 + np.exp(-z))).astype(np.float32))
        return found


@dataclass(frozen=True, slots=True)
class _Table:
    """All sentences of all examples: `row` says which question each belongs to."""

    questions: Floats
    question_masks: Floats
    row: NDArray[np.int64]
    tokens: NDArray[np.float16]
    masks: Floats
    features: Floats
    answers: Floats
    weights: Floats


def fit(examples: Sequence[Example], seed: int, steps: int = STEPS) -> Fitted:
    """Start from a logistic regression over the features; train both by AdamW.

    What does not answer an answerable question counts twice: such a question then has as much
    against it as one that is asked of its articles and of its twins'.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    table = _table(examples)
    scaler = StandardScaler().fit(table.features)
    table.features[:] = scaler.transform(table.features)
    start = LogisticRegression(C=STRENGTH, max_iter=3000)
    start.fit(table.features, table.answers, sample_weight=table.weights)
    trained = _train(table, start.coef_[0], float(start.intercept_[0]), seed, steps)
    raw = np.array(trained.pop("features"), dtype=np.float64) / scaler.scale_
    intercept = float(trained.pop("intercept")) - float(raw @ scaler.mean_)
    matrices = {
        name: np.round(np.array(value, dtype=np.float64), 4).tolist()
        for name, value in trained.items()
    }
    fitted = Fitted(tuple(float(w) for w in raw), intercept, Weights(**matrices))
    _hold_to(fitted, trained, examples[:20])
    return fitted


def _hold_to(fitted: Fitted, trained: Parameters, examples: Sequence[Example]) -> None:
    """The code that ships gives what was trained, or nothing is written."""
    shipped = Alignment(fitted.alignment)
    table = _table(examples)
    plain = trained | {"features": np.zeros(table.features.shape[1]), "intercept": 0.0}
    here = np.array(_log_odds(plain, _batch(table, np.arange(len(table.answers))), None))
    there = np.concatenate([shipped.score(e.question, e.tokens) for e in examples])
    if not np.allclose(here, there, atol=0.05):
        raise AssertionError("assistant/alignment.py does not compute what was trained")


def _table(examples: Sequence[Example]) -> _Table:
    width = examples[0].question.shape[1]
    count = sum(len(example.answers) for example in examples)
    questions = np.zeros((len(examples), LONGEST_QUESTION, width), dtype=np.float32)
    question_masks = np.zeros((len(examples), LONGEST_QUESTION), dtype=np.float32)
    tokens = np.zeros((count, LONGEST_SENTENCE, width), dtype=np.float16)
    masks = np.zeros((count, LONGEST_SENTENCE), dtype=np.float32)
    rows, weights, at = [], [], 0
    for n, example in enumerate(examples):
        asked = example.question[:LONGEST_QUESTION]
        questions[n, : len(asked)], question_masks[n, : len(asked)] = asked, 1.0
        for sentence, answers in zip(example.tokens, example.answers, strict=True):
            kept = sentence[:LONGEST_SENTENCE]
            if len(kept):
                tokens[at, : len(kept)] = kept
            masks[at, : max(1, len(kept))] = 1.0
            both = example.answerable and example.kind == "asked" and not answers
            weights.append(2.0 if both else 1.0)
            rows.append(n)
            at += 1
    return _Table(
        questions,
        question_masks,
        np.array(rows),
        tokens,
        masks,
        np.array([f for e in examples for f in e.features], dtype=np.float32),
        np.array([a for e in examples for a in e.answers], dtype=np.float32),
        np.array(weights, dtype=np.float32),
    )


def _train(table: _Table, features: Floats, intercept: float, seed: int, steps: int) -> Parameters:
    import jax
    import optax
    from jax import numpy as jnp

    random = np.random.default_rng(seed)
    key = jax.random.PRNGKey(seed)
    parameters = _initial(random, table.questions.shape[2]) | {
        "features": jnp.array(features, dtype=jnp.float32),
        "intercept": jnp.array(intercept, dtype=jnp.float32),
    }
    decayed = {name: name not in ("features", "intercept") for name in parameters}
    rate = optax.warmup_cosine_decay_schedule(0.0, RATE, min(100, steps // 2), steps)
    optimiser = optax.adamw(rate, weight_decay=DECAY, mask=decayed)
    state = optimiser.init(parameters)

    def loss(parameters: Parameters, batch: dict[str, Any], key: Any) -> Any:
        z = _log_odds(parameters, batch, key)
        return (batch["weight"] * optax.sigmoid_binary_cross_entropy(z, batch["answer"])).mean()

    def step(parameters: Parameters, state: Any, batch: dict[str, Any], key: Any) -> Any:
        gradient = jax.grad(loss)(parameters, batch, key)
        change, state = optimiser.update(gradient, state, parameters)
        return optax.apply_updates(parameters, change), state

    compiled = jax.jit(step)
    for _ in tqdm(range(steps), unit="step", leave=False, disable=None):
        chosen = random.integers(0, len(table.answers), BATCH)
        key, fresh = jax.random.split(key)
        parameters, state = compiled(parameters, state, _batch(table, chosen), fresh)
    return parameters


def _initial(random: np.random.Generator, width: int) -> Parameters:
    from jax import numpy as jnp

    def normal(rows: int, columns: int, scale: float = 1.0) -> Any:
        drawn = random.normal(size=(rows, columns)) * scale / np.sqrt(rows)
        return jnp.array(drawn, dtype=jnp.float32)

    return {
        "project": normal(width, PROJECTED),
        "compare": normal(4 * PROJECTED, HIDDEN),
        "compare_bias": jnp.zeros(HIDDEN),
        "attend": jnp.zeros(width),
        "asks": normal(width, KINDS, 0.5),
        "holds": normal(width, KINDS, 0.5),
        "out": normal(2 * HIDDEN + KINDS, 1, 0.3)[:, 0],
    }


def _batch(table: _Table, chosen: NDArray[np.int64]) -> dict[str, Any]:
    rows = table.row[chosen]
    return {
        "question": table.questions[rows],
        "question_mask": table.question_masks[rows],
        "tokens": table.tokens[chosen].astype(np.float32),
        "mask": table.masks[chosen],
        "features": table.features[chosen],
        "answer": table.answers[chosen],
        "weight": table.weights[chosen],
    }


def _log_odds(p: Parameters, batch: dict[str, Any], key: Any) -> Any:
    """`Alignment.score` with dropout, for a batch of pairs, plus the linear part.

    A test holds the two to the same numbers.
    """
    import jax
    from jax import numpy as jnp

    asked, tokens = batch["question"], batch["tokens"]
    mine, theirs = batch["question_mask"], batch["mask"]
    cosine = jnp.einsum("bmd,btd->bmt", asked, tokens) - 9.0 * (1 - theirs)[:, None, :]
    weight = jnp.exp(jnp.clip(asked @ p["attend"], -3, 3)) * mine
    weight = weight / weight.sum(-1, keepdims=True)
    share = jax.nn.softmax(12.0 * cosine, -1)
    there = jnp.einsum("bmt,btd->bmd", share, tokens @ p["project"])
    here = asked @ p["project"]
    pair = jnp.concatenate([here, there, here * there, jnp.abs(here - there)], -1)
    compared = jax.nn.relu(pair @ p["compare"] + p["compare_bias"])
    best = (compared * mine[..., None] - 9.0 * (1 - mine)[..., None]).max(1)
    familiar = (cosine - 9.0 * (1 - mine)[..., None]).max(1)
    new = jax.nn.sigmoid(8.0 * (0.6 - familiar))
    wanted = 3.0 * jnp.tanh(jnp.einsum("bm,bmd->bd", weight, asked) @ p["asks"])
    each = wanted[:, None, :] * (tokens @ p["holds"]) * new[..., None]
    kinds = jnp.maximum((each - 9.0 * (1 - theirs)[..., None]).max(1), -3.0)
    mean = jnp.einsum("bm,bmh->bh", weight, compared)
    z = jnp.concatenate([mean, jnp.maximum(best, 0.0), kinds], -1)
    if key is not None:
        kept = jax.random.bernoulli(key, 1 - DROPOUT, z.shape)
        z = z * kept / (1 - DROPOUT)
    return batch["features"] @ p["features"] + p["intercept"] + z @ p["out"]
