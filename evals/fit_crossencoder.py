"""Train the cross-encoder: `python -m evals.fit_crossencoder FOLDER… --held FOLDER… --out FILE`.

Each FOLDER is a story: `articles/`, and `questions.jsonl` with all sentences that answer and the
words of them that do (`evals.readings.Question`). A pair is a question and one of the sentences
that search and the ranker found for it, with what stands around it, of which each part is left out
now and then. All that answer are taken (four at most), the four likeliest that do not, and two
others at random, anew in each pass. Two things are learned at once: whether a sentence answers, and
which of its words are the answer.

The figures printed are of the folders `--held` (with `cases.jsonl`), which are not trained on,
after each pass. Its training starts from the encoder that is bundled, and needs the `fit`
dependency group.
"""

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from tqdm import tqdm

from assistant.evidence import Ranker
from evals import pools
from evals.cases import CaseError
from evals.pools import PoolError
from evals.readings import read, read_labelled
from index import encoder

RATE, PASSES = 7e-5, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the folders, train, write the graph and print its SHA-256."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("stories", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--held", nargs="+", required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True, help="the .onnx file to write")
    parser.add_argument("--rate", type=float, default=RATE, help=f"of training ({RATE})")
    parser.add_argument("--passes", type=int, default=PASSES, help=f"over the pairs ({PASSES})")
    options = parser.parse_args(arguments)
    if missing := [name for name in ("torch", "onnx") if find_spec(name) is None]:
        parser.error(f"{', '.join(missing)} is not installed; run: pip install --group fit")
    ranker = Ranker()
    with tempfile.TemporaryDirectory() as home:
        try:
            trained_on = [
                list(read_labelled(folder, Path(home) / str(n), ranker))
                for n, folder in enumerate(tqdm(options.stories, unit="folder", disable=None))
            ]
            held = [
                list(read(pool, Path(home) / pool.name, ranker))
                for pool in tqdm(pools.read(options.held, Path(home)), unit="folder", disable=None)
            ]
        except (OSError, PoolError, CaseError) as error:
            parser.error(str(error))
    from evals.crossencoder_network import Graph, Network, write
    from evals.crossencoder_training import train

    asked = list(chain(*trained_on))
    graph = Graph(encoder.model().read_bytes())
    network = Network(graph)
    train(asked, list(chain(*held)), network, options.passes, options.rate)
    write(network, graph, options.out)
    print(f"{len(asked)} questions in {len(options.stories)} folders")
    print(hashlib.sha256(options.out.read_bytes()).hexdigest())
    return 0


if __name__ == "__main__":
    sys.exit(main())
