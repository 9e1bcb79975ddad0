#!/usr/bin/python3
"""Converts a TensorFlow.js graph model (model.json and its weights) to ONNX for OpenCV's dnn module.

    tfjs_to_onnx.py MODEL.json OUT.onnx [OUTPUT,OUTPUT...]

The ONNX graph takes NCHW where TensorFlow.js takes NHWC; outputs of rank 4 are NCHW as well, flattened outputs keep
TensorFlow's order. Only the operations that Limner's models use are known: any other stops the conversion. The same
input gives the same bytes. Clip carries its bounds as attributes (the form up to opset 10) beside Resize of opset 11,
because that mixture is what OpenCV 4.6 reads.
"""

import base64
import json
import math
import os
import sys

import numpy as np
from onnx import TensorProto, helper

OPSET = 11
IR_VERSION = 6


class ConversionError(Exception):
    """The model uses something that this converter does not know."""


def clean(name):
    """A tensor's node name: without TensorFlow's output index and control mark."""
    return name.lstrip("^").split(":")[0]


def read_weights(folder, manifest):
    """Every weight by name, as float32 or int64."""
    weights = {}
    for group in manifest:
        data = b"".join(open(os.path.join(folder, path), "rb").read() for path in group["paths"])
        offset = 0
        for entry in group["weights"]:
            stored = entry.get("quantization", {}).get("dtype", entry["dtype"])
            if stored not in ("float16", "float32", "int32"):
                raise ConversionError(f"weights stored as {stored}")
            dtype = np.dtype(stored).newbyteorder("<")
            count = math.prod(entry["shape"])
            array = np.frombuffer(data, dtype, count, offset).reshape(entry["shape"])
            offset += count * dtype.itemsize
            weights[entry["name"]] = array.astype(np.int64 if stored == "int32" else np.float32)
        if offset != len(data):
            raise ConversionError(f"{len(data) - offset} bytes of weights are left over")
    return weights


class Attributes:
    """A node's attributes with their protobuf wrapping taken off."""

    def __init__(self, node):
        self.raw = node.get("attr", {})

    def text(self, name):
        return base64.b64decode(self.raw[name]["s"]).decode() if name in self.raw else ""

    def flag(self, name):
        return self.raw.get(name, {}).get("b", False)

    def texts(self, name):
        return [base64.b64decode(s).decode() for s in self.raw.get(name, {}).get("list", {}).get("s", [])]

    def spatial(self, name):
        """The height and width entries of an NHWC list."""
        values = [int(i) for i in self.raw[name]["list"]["i"]]
        if values[0] != 1 or values[3] != 1:
            raise ConversionError(f"{name} {values} reaches beyond height and width")
        return values[1:3]


class Converter:
    """Walks the nodes in order of use; shapes are NCHW without the batch."""

    def __init__(self, nodes, weights):
        self.source = {node["name"]: node for node in nodes}
        self.weights = weights
        self.shapes = {}
        self.nodes = []
        self.initializers = []
        self.inputs = []

    def constant(self, name, array):
        dtype = TensorProto.INT64 if array.dtype == np.int64 else TensorProto.FLOAT
        little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
        self.initializers.append(helper.make_tensor(name, dtype, array.shape, little.tobytes(), raw=True))
        return name

    def emit(self, operation, inputs, output, shape, **attributes):
        self.nodes.append(helper.make_node(operation, inputs, [output], name=output, **attributes))
        self.shapes[output] = list(shape)

    def visit(self, output):
        """Converts a node after what it needs (a loop, as these graphs are deeper than Python's stack allows)."""
        pending = [output]
        while pending:
            name = pending[-1]
            missing = [i for i in self.dynamic_inputs(self.source[name]) if i not in self.shapes]
            if missing:
                pending.extend(missing)
                continue
            pending.pop()
            if name not in self.shapes:
                self.convert(self.source[name])

    def dynamic_inputs(self, node):
        return [i for i in map(clean, node.get("input", [])) if i not in self.weights]

    def convert(self, node):
        method = getattr(self, "convert_" + node["op"].lstrip("_").lower(), None)
        if method is None:
            raise ConversionError(f"operation {node['op']} of {node['name']}")
        method(node["name"], [clean(i) for i in node.get("input", [])], Attributes(node))

    def convert_placeholder(self, name, _inputs, attributes):
        _, height, width, channels = [int(d["size"]) for d in attributes.raw["shape"]["shape"]["dim"]]
        shape = [channels, height, width]
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [1] + shape))
        self.shapes[name] = shape

    def padding(self, attributes, size, kernel, stride):
        """TensorFlow's padding as ONNX pads (top, left, bottom, right), and the output's size."""
        kind = attributes.text("padding")
        if kind == "VALID":
            return [0, 0, 0, 0], [(s - k) // t + 1 for s, k, t in zip(size, kernel, stride)]
        if kind != "SAME":
            raise ConversionError(f"padding {kind}")
        out = [math.ceil(s / t) for s, t in zip(size, stride)]
        total = [max((o - 1) * t + k - s, 0) for o, t, k, s in zip(out, stride, kernel, size)]
        return [p // 2 for p in total] + [p - p // 2 for p in total], out

    def convolve(self, name, x, weights, attributes, groups=1, bias=None):
        """weights: ONNX's layout, [out, in / groups, height, width]."""
        if attributes.spatial("dilations") != [1, 1]:
            raise ConversionError("dilated convolution")
        kernel, stride = list(weights.shape[2:]), attributes.spatial("strides")
        pads, out = self.padding(attributes, self.shapes[x][1:], kernel, stride)
        inputs = [x, self.constant(name + "/weights", weights)]
        if bias is not None:
            inputs.append(self.constant(name + "/bias", bias))
        self.emit("Conv", inputs, name, [weights.shape[0]] + out, kernel_shape=kernel, strides=stride, pads=pads,
                  group=groups)

    def convert_conv2d(self, name, inputs, attributes):
        self.convolve(name, inputs[0], self.weights[inputs[1]].transpose(3, 2, 0, 1), attributes)

    def convert_fusedconv2d(self, name, inputs, attributes):
        fused = attributes.texts("fused_ops")
        if not fused or fused[0] != "BiasAdd" or len(fused) > 2:
            raise ConversionError(f"fused operations {fused}")
        plain = name if len(fused) == 1 else name + "/convolved"
        self.convolve(plain, inputs[0], self.weights[inputs[1]].transpose(3, 2, 0, 1), attributes,
                      bias=self.weights[inputs[2]])
        if len(fused) == 2:
            activation = getattr(self, "convert_" + fused[1].lower(), None)
            if activation is None:
                raise ConversionError(f"fused operation {fused[1]}")
            activation(name, [plain] + inputs[3:], attributes)

    def convert_depthwiseconv2dnative(self, name, inputs, attributes):
        height, width, channels, multiplier = self.weights[inputs[1]].shape
        weights = self.weights[inputs[1]].transpose(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)
        self.convolve(name, inputs[0], weights, attributes, groups=channels)

    def convert_conv2dbackpropinput(self, name, inputs, attributes):
        weights = self.weights[inputs[1]].transpose(3, 2, 0, 1)
        stride = attributes.spatial("strides")
        _, height, width, channels = [int(v) for v in self.weights[inputs[0]]]
        pads, size = self.padding(attributes, [height, width], list(weights.shape[2:]), stride)
        if size != self.shapes[inputs[2]][1:]:
            raise ConversionError("transposed convolution to another size")
        padding = {"pads": pads} if any(pads) else {}
        self.emit("ConvTranspose", [inputs[2], self.constant(name + "/weights", weights)], name,
                  [channels, height, width], kernel_shape=list(weights.shape[2:]), strides=stride, **padding)

    def pool(self, operation, name, inputs, attributes):
        kernel, stride = attributes.spatial("ksize"), attributes.spatial("strides")
        channels, *size = self.shapes[inputs[0]]
        pads, out = self.padding(attributes, size, kernel, stride)
        self.emit(operation, inputs, name, [channels] + out, kernel_shape=kernel, strides=stride, pads=pads)

    def convert_maxpool(self, name, inputs, attributes):
        self.pool("MaxPool", name, inputs, attributes)

    def convert_avgpool(self, name, inputs, attributes):
        self.pool("AveragePool", name, inputs, attributes)

    def binary(self, operation, name, inputs):
        inputs = sorted(inputs, key=lambda i: i in self.weights)  # OpenCV wants the constant second
        if inputs[1] in self.weights:
            values = self.weights[inputs[1]]
            if values.ndim > 1 and math.prod(values.shape) != values.shape[-1]:
                raise ConversionError(f"constant of shape {values.shape} in {name}")
            shape = self.shapes[inputs[0]]
            flat = values.reshape(-1)
            inputs[1] = self.constant(name + "/constant", flat.reshape(1, -1, 1, 1) if flat.size > 1 else flat)
        else:
            inputs = sorted(inputs, key=lambda i: -math.prod(self.shapes[i]))  # and the broadcast one too
            shape = self.shapes[inputs[0]]
        self.emit(operation, inputs, name, shape)

    def convert_add(self, name, inputs, _attributes):
        self.binary("Add", name, inputs)

    convert_addv2 = convert_add

    def convert_addn(self, name, inputs, attributes):
        if len(inputs) != 2:
            raise ConversionError(f"AddN of {len(inputs)}")
        self.convert_add(name, inputs, attributes)

    def convert_mul(self, name, inputs, _attributes):
        self.binary("Mul", name, inputs)

    def convert_relu(self, name, inputs, _attributes):
        self.emit("Relu", inputs, name, self.shapes[inputs[0]])

    def convert_relu6(self, name, inputs, _attributes):
        self.emit("Clip", inputs, name, self.shapes[inputs[0]], min=0.0, max=6.0)

    def convert_prelu(self, name, inputs, _attributes):
        slope = self.weights[inputs[1]].reshape(-1, 1, 1)
        self.emit("PRelu", [inputs[0], self.constant(name + "/slope", slope)], name, self.shapes[inputs[0]])

    def convert_sigmoid(self, name, inputs, _attributes):
        self.emit("Sigmoid", inputs, name, self.shapes[inputs[0]])

    def convert_softmax(self, name, inputs, _attributes):
        self.emit("Softmax", inputs, name, self.shapes[inputs[0]], axis=1)

    def convert_identity(self, name, inputs, _attributes):
        self.emit("Identity", inputs, name, self.shapes[inputs[0]])

    def convert_pad(self, name, inputs, _attributes):
        pads = self.weights[inputs[1]][[0, 3, 1, 2]]
        size = [s + int(p.sum()) for s, p in zip(self.shapes[inputs[0]], pads[1:])]
        self.emit("Pad", [inputs[0], self.constant(name + "/pads", pads.T.reshape(-1))], name, size, mode="constant")

    def convert_concatv2(self, name, inputs, _attributes):
        axis = int(self.weights[inputs[-1]])
        parts = [self.shapes[i] for i in inputs[:-1]]
        if axis not in (3, -1):
            raise ConversionError(f"concatenation along axis {axis}")
        self.emit("Concat", inputs[:-1], name, [sum(p[0] for p in parts)] + parts[0][1:], axis=1)

    def convert_resizebilinear(self, name, inputs, attributes):
        height, width = [int(v) for v in self.weights[inputs[1]]]
        channels = self.shapes[inputs[0]][0]
        mode = ("align_corners" if attributes.flag("align_corners")
                else "half_pixel" if attributes.flag("half_pixel_centers") else "asymmetric")
        size = self.constant(name + "/size", np.array([1, channels, height, width], np.int64))
        self.emit("Resize", [inputs[0], "", "", size], name, [channels, height, width], mode="linear",
                  coordinate_transformation_mode=mode)

    def convert_mean(self, name, inputs, attributes):
        if sorted(int(a) for a in self.weights[inputs[1]]) != [1, 2] or attributes.flag("keep_dims"):
            raise ConversionError("mean over other axes than height and width")
        channels = self.shapes[inputs[0]][0]
        self.emit("GlobalAveragePool", inputs[:1], name + "/pooled", [channels, 1, 1])
        self.emit("Flatten", [name + "/pooled"], name, [channels], axis=1)

    def convert_reshape(self, name, inputs, _attributes):
        shape = self.shapes[inputs[0]]
        wanted = [int(v) for v in self.weights[inputs[1]]]
        if len(wanted) != 2:
            raise ConversionError(f"reshape to {wanted}")
        flat = inputs[0]
        if math.prod(shape[1:]) > 1:
            flat = name + "/nhwc"
            self.emit("Transpose", inputs[:1], flat, shape[1:] + shape[:1], perm=[0, 2, 3, 1])
        self.emit("Flatten", [flat], name, [math.prod(shape)], axis=1)


def output_names(model, nodes):
    signature = model.get("signature") or {}
    if signature.get("outputs"):
        return sorted(clean(o["name"]) for o in signature["outputs"].values())
    used = {clean(i) for node in nodes for i in node.get("input", [])}
    return [node["name"] for node in nodes if node["name"] not in used]


def convert(json_path, onnx_path, outputs=None):
    with open(json_path, encoding="utf-8") as file:
        model = json.load(file)
    nodes = model["modelTopology"]["node"]
    converter = Converter(nodes, read_weights(os.path.dirname(json_path), model["weightsManifest"]))
    results = []
    for name in outputs or output_names(model, nodes):
        converter.visit(name)
        results.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [1] + converter.shapes[name]))
    graph = helper.make_graph(converter.nodes, "graph", converter.inputs, results, converter.initializers)
    proto = helper.make_model(graph, producer_name="limner tfjs_to_onnx", ir_version=IR_VERSION,
                              opset_imports=[helper.make_opsetid("", OPSET)])
    with open(onnx_path, "wb") as file:
        file.write(proto.SerializeToString(deterministic=True))


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 3
    try:
        convert(arguments[0], arguments[1], arguments[2].split(",") if len(arguments) == 3 else None)
    except (ConversionError, IndexError, KeyError, OSError, TypeError, ValueError) as error:
        print(f"{arguments[0]}: cannot convert: {error!r}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
