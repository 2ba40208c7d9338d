"""The loop that all trainings share: AdamW with a cosine schedule, an average of the weights, checkpoints, a log."""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

CHECK_EVERY = 500  # steps


def add_arguments(parser: argparse.ArgumentParser, samples: int, trunk_rate: float, weight_decay: float) -> None:
    """The options of every training, with defaults that depend on the network."""
    parser.add_argument("--crops", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--samples", type=int, default=samples)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trunk-rate", type=float, default=trunk_rate)
    parser.add_argument("--head-rate", type=float, default=2e-3)
    parser.add_argument("--weight-decay", type=float, default=weight_decay)
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--threads", type=int, default=1)


def averaged(run: Path) -> dict[str, Tensor]:
    """The averaged weights of a run."""
    return torch.load(run / "checkpoint.pt", map_location="cpu")["ema"]


def train(
    net: nn.Module,
    args: argparse.Namespace,
    batch: int,
    loss_at: Callable[[nn.Module, int, torch.device], Tensor],
    report: Callable[[nn.Module, bool, torch.device], dict[str, object]],
) -> None:
    """
    Trains `net`, whose trunk learns at its own rate, from the run's checkpoint where there is one.
    `loss_at` draws the batch of a step, seeded by it, and gives its loss; `report` adds to the log, and validates the
    averaged weights where told to.
    """
    args.run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = net.to(device, memory_format=torch.channels_last)
    ema = copy.deepcopy(net).eval()
    trunk = [p for n, p in net.named_parameters() if n.startswith("trunk.")]
    rest = [p for n, p in net.named_parameters() if not n.startswith("trunk.")]
    optimiser = torch.optim.AdamW(
        [{"params": trunk, "lr": args.trunk_rate}, {"params": rest, "lr": args.head_rate}], weight_decay=args.weight_decay
    )
    total = args.samples // batch
    warmup = min(300, total // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda s: min((s + 1) / warmup, 0.5 * (1 + math.cos(math.pi * min(1.0, s / total))) + 0.005),
    )
    step, checkpoint = 0, args.run / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        net.load_state_dict(state["net"])
        ema.load_state_dict(state["ema"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        step = state["step"]

    log = (args.run / "log.jsonl").open("a")
    started, since, running, counted = time.time(), step, 0.0, 0
    while step < total:
        net.train()
        torch.manual_seed(step)
        loss = loss_at(net, step, device)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        step += 1
        running, counted = running + loss.item(), counted + 1
        decay = min(args.ema, (1 + step) / (20 + step))
        with torch.no_grad():
            for mean, value in zip(ema.state_dict().values(), net.state_dict().values()):
                mean.lerp_(value, 1 - decay) if mean.is_floating_point() else mean.copy_(value)
        if step % CHECK_EVERY == 0 or step == total:
            state = {"net": net.state_dict(), "ema": ema.state_dict(), "optimiser": optimiser.state_dict(),
                     "schedule": schedule.state_dict(), "step": step, "design": getattr(args, "design", "regions"), "near": getattr(args, "near", None)}
            torch.save(state, checkpoint.with_suffix(".tmp"))
            checkpoint.with_suffix(".tmp").rename(checkpoint)
            line = {"step": step, "of": total, "loss": round(running / counted, 4),
                    "samples_per_second": round((step - since) * batch / (time.time() - started), 1),
                    **report(ema, step % (CHECK_EVERY * 2) == 0 or step == total, device)}
            print(json.dumps(line), file=log, flush=True)
            print(json.dumps(line), flush=True)
            running, counted = 0.0, 0
