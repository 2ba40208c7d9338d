"""Exports a trained classifier to ONNX and writes its part of the contract.

    python export.py --run RUN [RUN …] [--models ..]

Several runs become one graph that averages them, every second one looking at the mirrored face: their errors differ, and
a face has no reason to look generated one way round only.

Weights are stored as 16-bit floats and widened when loaded: half the size, the same arithmetic. Also stores a few
inputs with the network's own answers, for the parity test between Python and the shipped runtime.
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

from net import OUTPUTS, AvatarNet, SamePadConv
from simulate import FRAME, SIZE
from train import BATCH

SMALLEST_HALVED = 64  # numbers; smaller tensors stay 32 bits wide
PARITY_SEED = 7
PARITY_INPUTS = 2


class Averaged(torch.nn.Module):
    """The mean of the networks' logits; every second network sees the mirrored picture."""

    def __init__(self, nets: list[AvatarNet]) -> None:
        super().__init__()
        self.nets = torch.nn.ModuleList(nets)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        views = [net(x.flip(3) if index % 2 == 1 else x) for index, net in enumerate(self.nets)]
        return torch.stack(views).mean(0)


def to_onnx(net: torch.nn.Module) -> onnx.ModelProto:
    buffer = io.BytesIO()
    torch.onnx.export(net, (torch.zeros(1, 3, SIZE, SIZE),), buffer, input_names=["image"], output_names=["logits"],
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


def parity_inputs() -> np.ndarray:
    """Smooth random pictures, uint8 [n, SIZE, SIZE, 3]: no person's photo is stored."""
    rng = np.random.default_rng(PARITY_SEED)
    coarse = torch.from_numpy(rng.uniform(0, 255, (PARITY_INPUTS, 3, 9, 9)).astype(np.float32))
    fine = torch.nn.functional.interpolate(coarse, (SIZE, SIZE), mode="bilinear")
    return fine.permute(0, 2, 3, 1).round().numpy().astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, nargs="+", required=True)
    parser.add_argument("--models", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--tests", type=Path, default=Path(__file__).parents[2] / "test" / "model")
    args = parser.parse_args()
    states = [torch.load(run / "checkpoint.pt", map_location="cpu") for run in args.run]
    nets = []
    for state in states:
        nets.append(AvatarNet())
        nets[-1].load_state_dict(state["ema"])
    with torch.no_grad():
        net = as_stored(Averaged(nets).eval())
        inputs = parity_inputs()
        answers = net(torch.from_numpy(inputs).permute(0, 3, 1, 2).float() / 127.5 - 1).numpy()

    data = halve_weights(to_onnx(net)).SerializeToString(deterministic=True)
    (args.models / "classifier.onnx").write_bytes(data)
    inputs.tofile(args.tests / "classifier-parity.bin")
    parity = {"shape": list(inputs.shape), "logits": answers.round(5).tolist()}
    (args.tests / "classifier-parity.json").write_text(json.dumps(parity) + "\n")

    contract_file = args.models / "models.json"
    contract = json.loads(contract_file.read_text())
    contract["models"]["classifier"] = {
        "file": "classifier.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "input": {"name": "image", "layout": "NCHW, RGB", "size": SIZE, "scale": 1 / 127.5, "offset": -1.0},
        "frame": FRAME,
        "outputs": {"logits": list(OUTPUTS)},
        "training": {"script": "models/training/train.py", "runs": {run.name: state["step"] * BATCH for run, state in zip(args.run, states)},
                     "data": "see models/README.md"},
    }
    contract_file.write_text(json.dumps(contract, indent=2) + "\n")
    print(f"classifier.onnx: {len(data)} bytes, {sum(p.numel() for p in net.parameters())} parameters")


if __name__ == "__main__":
    main()
