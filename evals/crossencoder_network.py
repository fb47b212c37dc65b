"""The bundled encoder as a PyTorch module that can be trained, and as a graph in eight bits."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from index import encoder
from index.crossencoder import pair, pieces

WIDTH, HEADS, LAYERS, DROPOUT, EPSILON = 384, 12, 6, 0.1, 1e-12
_OPSET = 17
_FAR = -1e4
"""What is added to the attention that padding gets."""
_LINEAR = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
}
_NORM = {"after_attention": "attention.output.LayerNorm", "after_wide": "output.LayerNorm"}
_WORDS = "embeddings.word_embeddings.weight"


class Graph:
    """The encoder's ONNX file: its tensors by the names that its layers have in BERT."""

    def __init__(self, file: bytes) -> None:
        self.file = file
        graph = onnx.load_from_string(file).graph
        self._tensors = {each.name: each for each in graph.initializer}
        self._factors = _factors(graph)

    def read(self, name: str) -> NDArray[np.float32]:
        """A tensor, its eight bits widened; matrices stand as inputs by outputs."""
        if name in self._factors:
            part = self._factors[name]
            return self._array(f"{part}_q") * self._array(f"{part}_scale")
        return self._array(f"inner.{name}")

    def vocabulary(self) -> dict[str, int]:
        """Where in the file the vectors of the vocabulary and their scales are."""
        part = self._factors[_WORDS]
        rows, width = self._tensors[f"{part}_q"].dims
        return {
            "rows": rows,
            "width": width,
            "words": self._at(f"{part}_q"),
            "scales": self._at(f"{part}_scale"),
        }

    def _at(self, tensor: str) -> int:
        data = self._tensors[tensor].raw_data
        start = self.file.find(data)
        if start < 0 or self.file.find(data, start + 1) >= 0:
            raise ValueError(f"{tensor} is not to be found at one place of the encoder's file")
        return start

    def _array(self, tensor: str) -> NDArray[np.float32]:
        found: NDArray[np.float32] = numpy_helper.to_array(self._tensors[tensor])
        return found.astype(np.float32)


def _factors(graph: "onnx.GraphProto") -> dict[str, str]:
    """Of each linear layer and embedding, by name, what its weights' two tensors start with."""
    made = {output: node for node in graph.node for output in node.output}
    found = {}
    for node in graph.node:
        biases = [each for each in node.input if each.endswith(".bias")]
        if node.op_type == "Add" and biases:
            [product] = [made[each] for each in node.input if each not in biases]
            [scale] = [each for each in made[product.input[1]].input if each.endswith("_scale")]
            name = biases[0].removeprefix("inner.").removesuffix(".bias")
            found[f"{name}.weight"] = scale.removesuffix("_scale")
    for tensor in graph.initializer:
        if tensor.name.startswith("inner.") and tensor.name.endswith("_scale"):
            name = tensor.name.removesuffix("_scale")
            found[name.removeprefix("inner.")] = name
    return found


class _Layer(nn.Module):
    def __init__(self, graph: Graph, name: str) -> None:
        super().__init__()
        for short, long in _LINEAR.items():
            weight = graph.read(f"{name}.{long}.weight")
            linear = nn.Linear(*weight.shape)
            linear.weight.data = torch.tensor(weight.T.copy())
            linear.bias.data = torch.tensor(graph.read(f"{name}.{long}.bias"))
            self.add_module(short, linear)
        for short, long in _NORM.items():
            self.add_module(short, _norm(graph, f"{name}.{long}"))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        texts, tokens, _ = x.shape

        def heads(y: Tensor) -> Tensor:
            return y.view(texts, tokens, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        weights = torch.softmax(
            query @ key.transpose(2, 3) * (WIDTH // HEADS) ** -0.5 + _FAR * (1 - mask), dim=-1
        )
        attended = (self.drop(weights) @ value).transpose(1, 2).reshape(texts, tokens, WIDTH)
        x = self.after_attention(x + self.drop(self.out(attended)))
        return self.after_wide(x + self.drop(self.narrow(functional.gelu(self.wide(x)))))


class Network(nn.Module):
    """What `index.crossencoder` runs; see `index.crossencoder.Seen` for its two outputs.

    The vocabulary's vectors stay as they are; everything else is trained. Of a whole sentence the
    last layer sees the first token and the mean over all, of a word piece that token.
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(torch.tensor(graph.read(_WORDS)), freeze=True)
        self.positions, self.types = (
            nn.Parameter(torch.tensor(graph.read(f"embeddings.{name}_embeddings.weight")))
            for name in ("position", "token_type")
        )
        self.norm = _norm(graph, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(_Layer(graph, f"encoder.layer.{n}") for n in range(LAYERS))
        self.drop = nn.Dropout(DROPOUT)
        self.last = nn.Linear(2 * WIDTH, 1)
        self.inside = nn.Linear(WIDTH, 1)
        for layer in (self.last, self.inside):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, words: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Shapes (pairs,) and (pairs, tokens), from (pairs, tokens, width) and two of
        (pairs, tokens)."""
        x = words + self.positions[: words.shape[1]] + self.types[types]
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        answers = self.last(self.drop(torch.cat([x[:, 0], mean], dim=-1)))[:, 0]
        return answers, self.inside(self.drop(x))[..., 0]


def _norm(graph: Graph, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(WIDTH, EPSILON)
    norm.weight.data = torch.tensor(graph.read(f"{name}.weight"))
    norm.bias.data = torch.tensor(graph.read(f"{name}.bias"))
    return norm


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, a sentence with what stands around it, and what is right to say of them.

    `words` are the characters of the sentence that answer, empty where that is not known of one
    that does.
    """

    question: str
    sentence: str
    around: str
    answers: bool
    words: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs as the network takes them, and of each token whether it is known to be a part of the
    answer (1), known not to be (0), or neither (-1)."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    inside: Tensor


def batch(pairs: Sequence[Pair]) -> Batch:
    """Token ids, types, mask and labels, each of shape (pairs, tokens)."""
    texts = [pair(each.question, each.sentence, each.around) for each in pairs]
    encodings = encoder.tokenizer().encode_batch(texts)
    ids, types, mask = encoder.table(encodings)
    inside = np.full(ids.shape, -1, dtype=np.int64)
    for row, (each, encoding) in enumerate(zip(pairs, encodings, strict=True)):
        if each.answers and not each.words:
            continue
        for n, start, end in pieces(encoding, each.sentence):
            inside[row, n] = any(start < b and a < end for a, b in each.words)
    return Batch(
        torch.tensor(ids),
        torch.tensor(types),
        torch.tensor(mask, dtype=torch.float32),
        torch.tensor(inside),
    )


def read(network: Network, given: Batch) -> tuple[Tensor, Tensor]:
    """What the network makes of them."""
    found: tuple[Tensor, Tensor] = network(network.words(given.ids), given.types, given.mask)
    return found


def write(network: Network, graph: Graph, path: Path) -> None:
    """The graph that `index.crossencoder` runs, its matrices in eight bits.

    Seven of them are used: processors without instructions for it overflow on products of eight.
    """
    network.eval()
    given: dict[str, Any] = {
        "words": torch.zeros(1, 8, WIDTH),
        "types": torch.zeros(1, 8, dtype=torch.int64),
        "mask": torch.ones(1, 8),
    }
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            network,
            tuple(given.values()),
            str(whole),
            input_names=list(given),
            output_names=["answers", "inside"],
            dynamic_axes={
                **{name: {0: "pairs", 1: "tokens"} for name in (*given, "inside")},
                "answers": {0: "pairs"},
            },
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            whole, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul"],
        )  # fmt: skip
    made = onnx.load(path)
    onnx.helper.set_model_props(made, {k: str(v) for k, v in graph.vocabulary().items()})
    onnx.save(made, path)
