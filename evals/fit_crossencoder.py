"""Train the cross-encoder: `python -m evals.fit_crossencoder FOLDER… --held FOLDER… --out FILE`.

Each FOLDER is a story whose cases list, under `sentences`, the sentences that answer, or at least
their `facts`: `articles/` and `cases.jsonl`; or `SET=PATH`, a public set. A pair is a question and
one of the sentences that search and the ranker found for it. All that answer are taken (three at
most), the four likeliest that do not, and two others at random, anew in each pass.

The figures printed are of the folders `--held`, which are not trained on, after each pass. Its
training starts from the encoder that is bundled, and needs the `fit` dependency group.
"""

import argparse
import hashlib
import math
import random
import sys
import tempfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from assistant.evidence import Ranker
from evals import pools
from evals.cases import CaseError
from evals.crossencoder_network import Graph, Network, Pair, batch, start, write
from evals.pools import PoolError
from evals.readings import Asked, figures, read
from index import encoder

SEED = 0
POSITIVES, LIKELIEST, OTHERS = 3, 4, 2
BATCH, RATE, LAST, DECAY, PASSES, WARM = 32, 8e-5, 12, 0.01, 2, 0.1


def pairs(asked: Sequence[Asked], choice: random.Random) -> list[Pair]:
    """What one pass trains on; an answerable question with no answer found teaches nothing."""
    made = []
    for each in asked:
        yes = [found for found in each.found if found.answers]
        no = [found for found in each.found if not found.answers]
        if each.answerable and not yes:
            continue
        taken = choice.sample(yes, min(POSITIVES, len(yes))) + no[:LIKELIEST]
        rest = no[LIKELIEST:]
        taken += choice.sample(rest, min(OTHERS, len(rest)))
        made += [Pair(each.question, found.text, found.answers) for found in taken]
    return made


def train(
    asked: Sequence[Asked], held: Sequence[Asked], network: Network, passes: int, rate: float
) -> None:
    """AdamW, warmed up and then cooled to nothing; prints how the held-out are told apart."""
    choice = random.Random(SEED)  # noqa: S311
    torch.manual_seed(SEED)
    steps = passes * math.ceil(len(pairs(asked, choice)) / BATCH)
    last = list(network.last.parameters())
    body = [p for name, p in network.named_parameters() if not name.startswith("last.")]
    groups = [{"params": [p for p in body if p.requires_grad], "lr": rate}]
    optimiser = torch.optim.AdamW(
        [*groups, {"params": last, "lr": rate * LAST}], weight_decay=DECAY
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda n: min((n + 1) / (WARM * steps), max(0.0, (steps - n) / ((1 - WARM) * steps))),
    )
    with tqdm(total=steps, unit="step", disable=None) as bar:
        for _ in range(passes):
            network.train()
            for some in _batches(pairs(asked, choice), choice):
                answers = torch.tensor([float(pair.answers) for pair in some])
                # half of the bits, where the processor has them, and twice as fast
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    odds = network(*batch(some)).float()
                loss = functional.binary_cross_entropy_with_logits(odds, answers)
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                bar.update()
            print(figures(held, score(held, network)))


def _batches(made: list[Pair], choice: random.Random) -> list[list[Pair]]:
    """Pairs of like length together, so that little padding is computed; in random order."""
    choice.shuffle(made)
    batches = []
    for at in range(0, len(made), 20 * BATCH):
        like = sorted(made[at : at + 20 * BATCH], key=lambda pair: len(pair.sentence))
        batches += [like[n : n + BATCH] for n in range(0, len(like), BATCH)]
    choice.shuffle(batches)
    return batches


def score(held: Sequence[Asked], network: Network) -> list[list[float]]:
    """The network's log-odds of every sentence."""
    network.eval()
    with torch.no_grad():
        return [
            network(*batch([Pair(each.question, f.text, f.answers) for f in each.found])).tolist()
            for each in held
        ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the folders, train, write the patch and print its SHA-256."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pools", nargs="+", metavar="FOLDER or SET=PATH")
    parser.add_argument("--held", nargs="+", required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True, help="the .npz file to write")
    parser.add_argument("--start", type=Path, help="a patch to go on from; without, the encoder")
    parser.add_argument("--rate", type=float, default=RATE, help=f"of training ({RATE})")
    parser.add_argument("--passes", type=int, default=PASSES, help=f"over the pairs ({PASSES})")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        try:
            given = pools.read([*options.pools, *options.held], Path(home) / "sets")
        except (PoolError, CaseError) as error:
            parser.error(str(error))
        ranker = Ranker()
        asked = [
            list(read(pool, Path(home) / pool.name, ranker))
            for pool in tqdm(given, unit="folder", disable=None)
        ]
    trained_on = list(chain(*asked[: len(options.pools)]))
    held = list(chain(*asked[len(options.pools) :]))
    graph = Graph(encoder.model().read_bytes())
    network = start(graph, options.start)
    train(trained_on, held, network, options.passes, options.rate)
    write(network, graph, options.out)
    print(f"{len(trained_on)} questions in {len(options.pools)} folders")
    print(hashlib.sha256(options.out.read_bytes()).hexdigest())
    return 0


if __name__ == "__main__":
    sys.exit(main())
