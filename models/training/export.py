"""Exports the classifier's networks to ONNX and writes their part of the contract.

    python export.py --run RUN [RUN …] [--models ..]

The first run's network screens every face and must know drawings from photos; the others are asked where it sees
anything (`src/detection/classifier.ts`).

Weights are stored as 16-bit floats and widened when loaded: half the size, the same arithmetic (8 bits cost 0.001 of
AUC). Also stores the networks' own answers to two drawn patterns, for the parity test between Python and the shipped
runtime.
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

from net import DESIGNS, SamePadConv
from simulate import LOOKS
from train import BATCH

SMALLEST_HALVED = 64  # numbers; smaller tensors stay 32 bits wide
PARITY_INPUTS = 2


def to_onnx(net: torch.nn.Module, side: int) -> onnx.ModelProto:
    buffer = io.BytesIO()
    torch.onnx.export(net, (torch.zeros(1, 3, side, side),), buffer, input_names=["image"], output_names=["logits"],
                      opset_version=17, dynamo=False)
    model = onnx.load_model_from_string(buffer.getvalue())
    model.producer_name, model.producer_version = "telltale", ""
    return model


def halve_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Replaces every large float32 weight by a float16 one and a Cast."""
    casts, kept = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < SMALLEST_HALVED:
            kept.append(tensor)
            continue
        stored = tensor.name + "_half"
        kept.append(numpy_helper.from_array(values.astype(np.float16), stored))
        casts.append(helper.make_node("Cast", [stored], [tensor.name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(casts + nodes)
    onnx.checker.check_model(model)
    return model


def as_stored(net: torch.nn.Module) -> torch.nn.Module:
    """The network with the weights that the exported file will hold: normalisation folded in, rounded to 16 bits."""
    for module in net.modules():
        if isinstance(module, torch.nn.Sequential):
            for index in range(len(module) - 1):
                if isinstance(module[index], SamePadConv) and isinstance(module[index + 1], torch.nn.BatchNorm2d):
                    module[index] = torch.nn.utils.fusion.fuse_conv_bn_eval(module[index], module[index + 1])
                    module[index + 1] = torch.nn.Identity()
    for tensor in net.state_dict().values():
        if tensor.is_floating_point() and tensor.numel() >= SMALLEST_HALVED:
            tensor.copy_(tensor.half().float())
    return net


def parity_inputs(side: int) -> np.ndarray:
    """Integer triangle waves, uint8 [n, side, side, 3]; the test draws the same."""
    image, y, x, channel = np.ogrid[:PARITY_INPUTS, :side, :side, :3]
    wave = (x * (3 + channel) + y * (5 + image)) % 512
    return np.where(wave < 256, wave, 511 - wave).astype(np.uint8)


def exported(run: Path, number: int, models: Path) -> tuple[dict[str, object], dict[str, object]]:
    """Writes one network; returns its entry in the contract and its answers for the parity test."""
    state = torch.load(run / "checkpoint.pt", map_location="cpu")
    net = DESIGNS[state["design"]]()
    net.load_state_dict(state["ema"])
    with torch.no_grad():
        net = as_stored(net.eval())
        inputs = torch.from_numpy(parity_inputs(net.side)).permute(0, 3, 1, 2).float() / 127.5 - 1
        answers = net(inputs).numpy()
    data = halve_weights(to_onnx(net, net.side)).SerializeToString(deterministic=True)
    file = f"classifier-{number}-{state['design']}.onnx"
    (models / file).write_bytes(data)
    print(f"{file}: {len(data)} bytes, {sum(p.numel() for p in net.parameters())} parameters")
    entry = {
        "file": file,
        "sha256": hashlib.sha256(data).hexdigest(),
        "input": {"name": "image", "layout": "NCHW, RGB", "size": net.side, "scale": 1 / 127.5, "offset": -1.0},
        "outputs": list(net.outputs),
        "training": {"script": "models/training/train.py", "run": run.name, "samples": state["step"] * BATCH,
                     "data": "see models/README.md"},
    }
    return entry, {"file": file, "logits": answers.round(5).tolist()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, nargs="+", required=True)
    parser.add_argument("--models", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--tests", type=Path, default=Path(__file__).parents[2] / "test" / "model")
    args = parser.parse_args()
    for old in args.models.glob("classifier*.onnx"):
        old.unlink()
    entries, parity = zip(*(exported(run, number + 1, args.models) for number, run in enumerate(args.run)))
    (args.tests / "classifier-parity.json").write_text(json.dumps(parity) + "\n")
    contract_file = args.models / "models.json"
    contract = json.loads(contract_file.read_text())
    contract["models"]["classifier"] = {"networks": entries, "looks": LOOKS}
    contract_file.write_text(json.dumps(contract, indent=2) + "\n")


if __name__ == "__main__":
    main()
