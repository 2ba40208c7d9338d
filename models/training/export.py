"""Exports the networks to ONNX and writes their part of the contract.

    python export.py --run RUN [RUN …] --regions RUN [--models ..]

The first run's network screens every face and must know drawings from photos; the others are asked where it sees
anything (`src/detection/classifier.ts`).

Weights are stored as 16-bit floats, or as bytes with `--bits 8`, and widened when loaded: the same arithmetic. Also
stores the networks' own answers to two drawn patterns, for the parity test between Python and the shipped runtime.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from net import DESIGNS, PatchNet, RegionNet, SamePadConv
from render_regions import REGIONS
from simulate import LOOKS, NEAR_LOOKS, PATCH_LOOKS
from train import BATCH
from train_regions import BATCH as REGIONS_BATCH

SMALLEST_NARROWED = 64  # numbers; smaller tensors stay 32 bits wide
PARITY_INPUTS = 2


class WithPositions(torch.nn.Module):
    """A patch network that also tells every position's logit, for people to see."""

    def __init__(self, net: PatchNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        positions = self.net.positions(x)
        return self.net.pooled(positions), positions


def to_onnx(net: torch.nn.Module, shape: tuple[int, ...], name: str) -> onnx.ModelProto:
    buffer = io.BytesIO()
    outputs = ["logits"]
    if isinstance(net, PatchNet):
        net, outputs = WithPositions(net), ["logits", "positions"]
    torch.onnx.export(net, (torch.zeros(shape),), buffer, input_names=[name], output_names=outputs,
                      opset_version=17, dynamo=False)
    model = onnx.load_model_from_string(buffer.getvalue())
    model.producer_name, model.producer_version = "telltale", ""
    return model


def narrow_weights(model: onnx.ModelProto, bits: int) -> onnx.ModelProto:
    """
    Replaces every large float32 weight by a narrower one that is widened when the model is loaded: by 16-bit floats, or
    by 8-bit integers and a scale for each output channel.
    """
    widened, kept = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < SMALLEST_NARROWED:
            kept.append(tensor)
        elif bits == 16 or values.ndim < 2:
            stored = tensor.name + "_half"
            kept.append(numpy_helper.from_array(values.astype(np.float16), stored))
            widened.append(helper.make_node("Cast", [stored], [tensor.name], to=TensorProto.FLOAT))
        else:
            stored, scale, whole = (tensor.name + end for end in ("_byte", "_scale", "_whole"))
            steps, scales = in_bytes(values)
            kept += [numpy_helper.from_array(steps, stored), numpy_helper.from_array(scales, scale)]
            widened += [helper.make_node("Cast", [stored], [whole], to=TensorProto.FLOAT),
                        helper.make_node("Mul", [whole, scale], [tensor.name])]
    nodes = list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(widened + nodes)
    onnx.checker.check_model(model)
    return model


def in_bytes(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 steps, and their size for each output channel (the first axis), shaped to multiply them."""
    axes = tuple(range(1, values.ndim))
    scales = np.maximum(np.abs(values).max(axes, keepdims=True), 1e-12).astype(np.float32) / 127
    return np.round(values / scales).astype(np.int8), scales


def as_stored(net: torch.nn.Module, bits: int) -> torch.nn.Module:
    """The network with the weights that the exported file will hold: normalisation folded in, then narrowed."""
    for module in net.modules():
        if isinstance(module, torch.nn.Sequential):
            for index in range(len(module) - 1):
                if isinstance(module[index], SamePadConv) and isinstance(module[index + 1], torch.nn.BatchNorm2d):
                    module[index] = torch.nn.utils.fusion.fuse_conv_bn_eval(module[index], module[index + 1])
                    module[index + 1] = torch.nn.Identity()
    for tensor in net.state_dict().values():
        if not tensor.is_floating_point() or tensor.numel() < SMALLEST_NARROWED:
            continue
        if bits == 16 or tensor.ndim < 2:
            tensor.copy_(tensor.half().float())
        else:
            steps, scales = in_bytes(tensor.numpy())
            tensor.copy_(torch.from_numpy(steps * scales))
    return net


def parity_inputs(side: int) -> np.ndarray:
    """Integer triangle waves, uint8 [n, side, side, 3]; the test draws the same."""
    image, y, x, channel = np.ogrid[:PARITY_INPUTS, :side, :side, :3]
    wave = (x * (3 + channel) + y * (5 + image)) % 512
    return np.where(wave < 256, wave, 511 - wave).astype(np.uint8)


def stored(net: torch.nn.Module, state: dict[str, object], bits: int = 16) -> torch.nn.Module:
    net.load_state_dict(state["ema"])
    with torch.no_grad():
        return as_stored(net.eval(), bits)


def write(net: torch.nn.Module, file: Path, shape: tuple[int, ...], name: str, bits: int = 16) -> dict[str, object]:
    """Writes one network; returns what the contract says of every model."""
    data = narrow_weights(to_onnx(net, shape, name), bits).SerializeToString(deterministic=True)
    file.write_bytes(data)
    print(f"{file.name}: {len(data)} bytes, {sum(p.numel() for p in net.parameters())} parameters")
    return {"file": file.name, "sha256": hashlib.sha256(data).hexdigest(),
            "input": {"name": name, "layout": "NCHW, RGB", "size": net.side, "scale": 1 / 127.5, "offset": -1.0},
            "outputs": list(net.outputs)}


def classifier(run: Path, number: int, models: Path, bits: int) -> tuple[dict[str, object], dict[str, object]]:
    """One network's entry in the contract, and its answers for the parity test."""
    state = torch.load(run / "checkpoint.pt", map_location="cpu")
    net = stored(DESIGNS[state["design"]](), state, bits)
    with torch.no_grad():
        inputs = torch.from_numpy(parity_inputs(net.side)).permute(0, 3, 1, 2).float() / 127.5 - 1
        answers = net(inputs).numpy()
        positions = net.positions(inputs).shape[-1] if isinstance(net, PatchNet) else 0
    kind = "near" if state.get("near") else state["design"]
    looks = {"near": NEAR_LOOKS, "patch": PATCH_LOOKS, "whole": LOOKS}[kind]
    file = models / f"classifier-{number}-{kind}.onnx"
    entry = write(net, file, (1, 3, net.side, net.side), "image", bits) | {
        "looks": looks,
        "positions": positions,
        "training": {"script": "models/training/train.py", "run": run.name, "samples": state["step"] * BATCH,
                     "data": "see models/README.md"},
    }
    return entry, {"file": file.name, "logits": answers.round(5).tolist()}


def regions(run: Path, models: Path) -> tuple[dict[str, object], dict[str, object]]:
    """The same of the telltales' network."""
    state = torch.load(run / "checkpoint.pt", map_location="cpu")
    net = stored(RegionNet(), state)
    with torch.no_grad():
        inputs = torch.from_numpy(parity_inputs(net.side)).permute(0, 3, 1, 2).float() / 127.5 - 1
        # Every region shows one of the two patterns in turn.
        inputs = inputs[torch.arange(len(REGIONS)) % PARITY_INPUTS][None]
        answers = net(inputs).numpy()
    file = models / "telltales.onnx"
    entry = write(net, file, (1, len(REGIONS), 3, net.side, net.side), "regions") | {
        "training": {"script": "models/training/train_regions.py", "run": run.name,
                     "samples": state["step"] * REGIONS_BATCH, "data": "see models/README.md"},
    }
    return entry, {"file": file.name, "logits": answers.round(5).tolist()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, nargs="+", required=True)
    parser.add_argument("--regions", type=Path, required=True)
    parser.add_argument("--bits", type=int, choices=(8, 16), nargs="+", help="of each run's weights as stored; else 16")
    parser.add_argument("--models", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--tests", type=Path, default=Path(__file__).parents[2] / "test" / "model")
    args = parser.parse_args()
    bits = args.bits or [16] * len(args.run)
    for old in args.models.glob("classifier*.onnx"):
        old.unlink()
    entries, parity = zip(*(
        classifier(run, number + 1, args.models, width) for number, (run, width) in enumerate(zip(args.run, bits, strict=True))
    ))
    telltales, telltale_parity = regions(args.regions, args.models)
    (args.tests / "classifier-parity.json").write_text(json.dumps(parity) + "\n")
    (args.tests / "telltales-parity.json").write_text(json.dumps(telltale_parity) + "\n")
    contract_file = args.models / "models.json"
    contract = json.loads(contract_file.read_text())
    contract["models"] |= {"classifier": entries, "regions": telltales}
    contract_file.write_text(json.dumps(contract, indent=2) + "\n")


if __name__ == "__main__":
    main()
