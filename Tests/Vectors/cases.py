"""Reads golden cases: one .safetensors file, or a .json file with an optional .safetensors companion.

Numeric cases hold `in.*` and `out.*` tensors and, in the metadata, `method`, `params` (JSON), `origin`, `notes`. Text cases
hold the same as JSON objects, with spans in Unicode scalar values, half open.
"""

import json
import struct
from pathlib import Path

import numpy as np

DTYPES = {
    "F64": np.float64, "F32": np.float32, "F16": np.float16, "I64": np.int64, "I32": np.int32, "I16": np.int16,
    "I8": np.int8, "U8": np.uint8, "BOOL": np.bool_,
}


class Unreadable(Exception):
    """A file that is no case."""


class Unhandled(Exception):
    """A case that asks for something its adapter does not know: a failure, not a pass."""


class Needs(Exception):
    """A case that needs data which is not installed: missing, not passed."""


class Params:
    """A case's parameters. Every one must be asked for, so that none is overlooked."""

    def __init__(self, values):
        self._values = dict(values)
        self._asked = set()

    def __contains__(self, name):
        return name in self._values

    def get(self, name, default=None):
        self._asked.add(name)
        return self._values.get(name, default)

    def __getitem__(self, name):
        if name not in self._values:
            raise Unhandled(f"params: {name} is missing")
        return self.get(name)

    def choose(self, name, options, default=None):
        """The value that goes with a parameter's value."""
        value = self.get(name, default)
        if value not in options:
            raise Unhandled(f"params: {name}: expected one of {list(options)}, got {value!r}")
        return options[value]

    def expect(self, name, value):
        """A parameter that restates what the inputs say, if it is given."""
        if name in self._values and self.get(name) != value:
            raise Unhandled(f"params: {name}: expected {value!r}, got {self._values[name]!r}")

    def unasked(self):
        return sorted(set(self._values) - self._asked)


class Case:
    def __init__(self, path, method, params, inputs, expected, notes):
        self.path = path
        self.method = method
        self.params = Params(params)
        self.inputs = inputs
        self.expected = expected  # [(name, value)]: a text case may give an output as JSON and as a tensor
        self.notes = notes

    def __getitem__(self, name):
        if name not in self.inputs:
            raise Unhandled(f"in.{name} is missing")
        return self.inputs[name]

    def get(self, name):
        return self.inputs.get(name)

    def recorded(self, name):
        """A recorded output, for its shape."""
        for recorded, value in self.expected:
            if recorded == name:
                return value
        raise Unhandled(f"out.{name} is missing")


def read_safetensors(path):
    """(metadata, {name: array})."""
    data = Path(path).read_bytes()
    if len(data) < 8:
        raise Unreadable("shorter than a safetensors header")
    (size,) = struct.unpack("<Q", data[:8])
    if size > len(data) - 8:
        raise Unreadable("the header is cut off")
    try:
        header = json.loads(data[8 : 8 + size])
    except ValueError as error:
        raise Unreadable(f"header: {error}") from None
    body = data[8 + size :]
    tensors = {}
    metadata = header.pop("__metadata__", {})
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        shape = entry["shape"]
        if not 0 <= begin <= end <= len(body):
            raise Unreadable(f"{name}: the data is cut off")
        if entry["dtype"] == "BF16":
            wide = np.frombuffer(body[begin:end], dtype=np.uint16).astype(np.uint32) << 16
            tensors[name] = wide.view(np.float32).reshape(shape)
        elif entry["dtype"] in DTYPES:
            tensors[name] = np.frombuffer(body[begin:end], dtype=DTYPES[entry["dtype"]]).reshape(shape)
        else:
            raise Unreadable(f"{name}: dtype {entry['dtype']}")
    return metadata, tensors


def _split(tensors):
    inputs, expected = {}, []
    for name, value in sorted(tensors.items()):
        kind, _, rest = name.partition(".")
        if kind == "in":
            inputs[rest] = value
        elif kind == "out":
            expected.append((rest, value))
        else:
            raise Unreadable(f"{name}: expected in.* or out.*")
    return inputs, expected


def _require_outputs(expected):
    if not expected:
        raise Unreadable("no outputs: nothing would be compared")


def read_tensor_case(path):
    metadata, tensors = read_safetensors(path)
    if "method" not in metadata:
        raise Unreadable("no method in the metadata")
    try:
        params = json.loads(metadata.get("params") or "{}")
    except ValueError as error:
        raise Unreadable(f"params: {error}") from None
    inputs, expected = _split(tensors)
    _require_outputs(expected)
    return Case(path, metadata["method"], params, inputs, expected, metadata.get("notes", ""))


def read_text_case(path):
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Unreadable(str(error)) from None
    if not isinstance(record, dict) or "method" not in record:
        raise Unreadable("no method")
    inputs = dict(record.get("in", {}))
    expected = list(record.get("out", {}).items())
    if record.get("tensors"):
        companion = path.parent / record["tensors"]
        if not companion.exists():
            raise Unreadable(f"its tensors, {record['tensors']}, are not there")
        more_inputs, more_expected = _split(read_safetensors(companion)[1])
        inputs.update(more_inputs)
        expected += more_expected
    _require_outputs(expected)
    return Case(path, record["method"], record.get("params", {}), inputs, expected, record.get("notes", ""))


def find(directory):
    """All case files under a directory, sorted. Companions and resources that text cases name are not cases."""
    texts = sorted(directory.rglob("*.json"))
    resources = set()
    for path in texts:
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue  # reported when it is read as a case
        if not isinstance(record, dict) or "method" not in record:
            continue
        if record.get("tensors"):
            resources.add(path.parent / record["tensors"])
        for value in record.get("in", {}).values():
            if isinstance(value, str):
                for word in value.split():
                    if word.endswith((".json", ".safetensors")):
                        resources.add(path.parent / word)
    every = texts + sorted(directory.rglob("*.safetensors"))
    return sorted(path for path in every if path not in resources)


def read(path):
    try:
        return read_text_case(path) if path.suffix == ".json" else read_tensor_case(path)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None
