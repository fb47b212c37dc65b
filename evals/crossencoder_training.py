"""How the cross-encoder is trained: the pairs it sees, what it loses by them, its passes."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from evals import crossencoder_network
from evals.crossencoder_network import Network, Pair, batch
from evals.metrics import mean
from evals.readings import Asked, Read, figures

SEED = 0
POSITIVES, LIKELIEST, OTHERS = 4, 4, 2
BATCH, LAST, DECAY, WARM = 32, 12, 0.01, 0.1
LEFT_OUT = {"speaker": 0.2, "before": 0.3, "headline": 0.4}
WORDS = 1.0
"""What the loss of the words weighs beside that of whether a sentence answers."""


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
        made += [_pair(each.question, found, choice) for found in taken]
    return made


def _pair(question: str, found: Read, choice: random.Random | None = None) -> Pair:
    """A pair; with a `choice`, some of what stands around the sentence is left out at random."""
    around = found.around
    if choice:
        gone = {name: "" for name, part in LEFT_OUT.items() if choice.random() < part}
        around = replace(around, **gone)
    return Pair(question, found.text, str(around), found.answers, found.words)


def loss(network: Network, some: Sequence[Pair]) -> Tensor:
    """Of both outputs, each over the pairs or tokens for which what is right is known."""
    given = batch(some)
    # half of the bits, where the processor has them, and twice as fast
    with torch.autocast("cpu", dtype=torch.bfloat16):
        answers, inside = (each.float() for each in crossencoder_network.read(network, given))
    entropy = functional.binary_cross_entropy_with_logits
    total = entropy(answers, torch.tensor([float(pair.answers) for pair in some]))
    known = given.inside >= 0
    return total + WORDS * entropy(inside[known], given.inside[known].float())


def train(
    asked: Sequence[Asked], held: Sequence[Asked], network: Network, passes: int, rate: float
) -> None:
    """AdamW, warmed up and then cooled to nothing; prints how the held-out are told apart."""
    choice = random.Random(SEED)  # noqa: S311
    torch.manual_seed(SEED)
    steps = passes * math.ceil(len(pairs(asked, choice)) / BATCH)
    last = [*network.last.parameters(), *network.inside.parameters()]
    body = [p for name, p in network.named_parameters() if not name.startswith(("last.", "inside"))]
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
            losses = []
            for some in _batches(pairs(asked, choice), choice):
                found = loss(network, some)
                optimiser.zero_grad()
                found.backward()
                nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                losses.append(found.item())
                bar.update()
            print(f"loss {mean(losses):.3f};", figures(held, score(held, network)))


def _batches(made: list[Pair], choice: random.Random) -> list[list[Pair]]:
    """Pairs of like length together, so that little padding is computed; in random order."""
    choice.shuffle(made)
    batches = []
    for at in range(0, len(made), 20 * BATCH):
        like = sorted(made[at : at + 20 * BATCH], key=lambda p: len(p.sentence) + len(p.around))
        batches += [like[n : n + BATCH] for n in range(0, len(like), BATCH)]
    choice.shuffle(batches)
    return batches


def score(held: Sequence[Asked], network: Network) -> list[list[float]]:
    """The network's log-odds that every sentence answers."""
    network.eval()
    with torch.no_grad():
        return [
            crossencoder_network.read(
                network, batch([_pair(each.question, found) for found in each.found])
            )[0].tolist()
            for each in held
        ]
