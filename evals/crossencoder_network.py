"""The bundled encoder as a PyTorch module that can be trained, and back as a patch of its file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from index import encoder
from index.crossencoder import laid_over

WIDTH, HEADS, LAYERS, DROPOUT, EPSILON = 384, 12, 6, 0.1, 1e-12
_LINEAR = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
}
_NORM = {"after_attention": "attention.output.LayerNorm", "after_wide": "output.LayerNorm"}


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

    def bytes_of(self, name: str, values: NDArray[np.float32]) -> Iterator[tuple[int, bytes]]:
        """Where other values of that tensor go in the file, and as which bytes."""
        if name in self._factors:
            part = self._factors[name]
            axis = self._array(f"{part}_scale").shape.index(1)
            scale = np.abs(values).max(axis=axis, keepdims=True) / 127
            yield self._at(f"{part}_q", np.round(values / scale).astype(np.int8))
            yield self._at(f"{part}_scale", scale.astype(np.float32))
        else:
            yield self._at(f"inner.{name}", values.astype(np.float32))

    def _at(self, tensor: str, values: NDArray[Any]) -> tuple[int, bytes]:
        old, new = self._tensors[tensor].raw_data, values.tobytes()
        start = self.file.find(old)
        if len(old) != len(new) or start < 0 or self.file.find(old, start + 1) >= 0:
            raise ValueError(f"{tensor} is not to be found at one place of the encoder's file")
        return start, new

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
            return y.view(texts, tokens, HEADS, -1).transpose(1, 2)

        attended = functional.scaled_dot_product_attention(
            heads(self.query(x)),
            heads(self.key(x)),
            heads(self.value(x)),
            attn_mask=mask,
            dropout_p=DROPOUT if self.training else 0.0,
        )
        attended = attended.transpose(1, 2).reshape(texts, tokens, WIDTH)
        x = self.after_attention(x + self.drop(self.out(attended)))
        return self.after_wide(x + self.drop(self.narrow(functional.gelu(self.wide(x)))))


class Network(nn.Module):
    """Token ids of pairs to the log-odds that the sentence answers the question.

    The vocabulary's vectors stay as they are; everything else is trained. The last layer sees the
    first token and the mean over all.
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        words, positions, types = (
            torch.tensor(graph.read(f"embeddings.{name}_embeddings.weight"))
            for name in ("word", "position", "token_type")
        )
        self.words = nn.Embedding.from_pretrained(words, freeze=True)
        self.positions, self.types = nn.Parameter(positions), nn.Parameter(types)
        self.norm = _norm(graph, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(_Layer(graph, f"encoder.layer.{n}") for n in range(LAYERS))
        self.drop = nn.Dropout(DROPOUT)
        self.last = nn.Linear(2 * WIDTH, 1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Shape (pairs,) from three of shape (pairs, tokens)."""
        x = self.words(ids) + self.positions[: ids.shape[1]] + self.types[types]
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :].bool())
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        seen = torch.cat([x[:, 0], mean], dim=-1)
        return self.last(self.drop(seen))[:, 0]


def _norm(graph: Graph, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(WIDTH, EPSILON)
    norm.weight.data = torch.tensor(graph.read(f"{name}.weight"))
    norm.bias.data = torch.tensor(graph.read(f"{name}.bias"))
    return norm


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, a sentence, and whether that answers."""

    question: str
    sentence: str
    answers: bool


def batch(pairs: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor]:
    """Token ids, types and mask, each of shape (pairs, tokens)."""
    read = encoder.tokenizer().encode_batch([(p.question, p.sentence) for p in pairs])
    longest = max(len(each.ids) for each in read)
    ids, types, mask = (np.zeros((len(read), longest), dtype=np.int64) for _ in range(3))
    for row, each in enumerate(read):
        size = len(each.ids)
        ids[row, :size], types[row, :size], mask[row, :size] = each.ids, each.type_ids, 1
    return torch.tensor(ids), torch.tensor(types), torch.tensor(mask, dtype=torch.float32)


def start(graph: Graph, patch: Path | None) -> Network:
    """The encoder's weights, or those that a patch of its file has."""
    if patch is None:
        return Network(graph)
    with np.load(patch) as kept:
        network = Network(Graph(laid_over(graph.file, kept["places"], kept["bytes"])))
        network.last.weight.data = torch.tensor(kept["weights"][None])
        network.last.bias.data = torch.tensor(kept["bias"].reshape(1))
    return network


def write(network: Network, graph: Graph, path: Path) -> None:
    """The patch that `index.crossencoder` lays over the encoder's file."""
    laid: list[tuple[int, bytes]] = []

    def put(name: str, values: Tensor) -> None:
        laid.extend(graph.bytes_of(name, values.detach().numpy()))

    put("embeddings.position_embeddings.weight", network.positions)
    put("embeddings.token_type_embeddings.weight", network.types)
    put("embeddings.LayerNorm.weight", network.norm.weight)
    put("embeddings.LayerNorm.bias", network.norm.bias)
    for n, layer in enumerate(network.layers):
        for short, long in (_LINEAR | _NORM).items():
            part = getattr(layer, short)
            weight = part.weight.T if short in _LINEAR else part.weight
            put(f"encoder.layer.{n}.{long}.weight", weight.contiguous())
            put(f"encoder.layer.{n}.{long}.bias", part.bias)
    np.savez(
        path,
        places=np.array([(start, len(new)) for start, new in laid]),
        bytes=np.frombuffer(b"".join(new for _, new in laid), dtype=np.uint8),
        weights=network.last.weight.detach().numpy()[0],
        bias=network.last.bias.detach().numpy()[0],
    )
