"""NumPy arrays and PyTorch tensors to views and back, without a copy.

The rules, the same for every function:

- Float arguments are float32, float16 or bfloat16 (PyTorch's, or NumPy's with ``ml_dtypes``), with any strides that are
  not negative. They are read where they are. float64 is refused, not narrowed behind the caller's back.
- Index arguments are integers of any width; int32 is read in place, others are narrowed into a copy after a range check.
- Results are of the kind of the first array: NumPy gives NumPy, PyTorch gives PyTorch. Floats keep that array's dtype.
  Index results are int32 in NumPy and int64 in PyTorch, whose indexing wants that.
- Lists and tuples of numbers are converted (to float32 or int32). Arrays of other libraries are taken through DLPack or
  NumPy's array protocols, and the results are NumPy arrays.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any, Dict, Optional, Sequence, Tuple, Union

import numpy as np

from . import errors
from ._abi import Dtype, Status
from ._view import View, pack_view

Shape = Tuple[int, ...]
INT32_MAX = 2**31 - 1

_NUMPY_DTYPES: Dict[str, Dtype] = {
    "float32": Dtype.F32,
    "float16": Dtype.F16,
    "bfloat16": Dtype.BF16,
    "int32": Dtype.I32,
    "int64": Dtype.I64,
    "uint8": Dtype.U8,
}
#: The same by dtype object, which is much cheaper to ask for than its name. Other packages' types are added when first seen.
_NUMPY_KNOWN: Dict[np.dtype, Dtype] = {np.dtype(name): code for name, code in _NUMPY_DTYPES.items() if name != "bfloat16"}
_TORCH_KNOWN: Dict[Any, Dtype] = {}
#: Data that is only moved needs no more than the size of its elements.
_BY_SIZE = {1: Dtype.U8, 2: Dtype.F16, 4: Dtype.I32, 8: Dtype.I64}
_NUMPY_TYPES = {code: kind for kind, code in _NUMPY_KNOWN.items()}
_TORCH_TYPES: Dict[Dtype, Any] = {}
_FLOATS = (Dtype.F32, Dtype.F16, Dtype.BF16)
_SIZES_TEXT = "elements of 1, 2, 4 or 8 bytes"
_FLOATS_TEXT = "float32, float16 or bfloat16"


def _torch() -> Any:
    """PyTorch if the caller has imported it. A program without it never pays for it."""
    return sys.modules.get("torch")


def is_tensor(value: Any) -> bool:
    torch = _torch()
    return torch is not None and isinstance(value, torch.Tensor)


class Operand:
    """One array as the library sees it, and what keeps its memory alive."""

    __slots__ = ("array", "dtype", "is_index", "is_torch", "pointer", "shape")

    def __init__(
        self, array: Any, dtype: Dtype, is_torch: bool, address: int, shape: Shape, stride: Optional[Sequence[int]]
    ) -> None:
        self.array = array
        self.dtype = dtype
        self.is_torch = is_torch  # what the caller gets is a tensor
        self.is_index = False  # a result to index with
        self.shape = shape
        self.pointer = pack_view(address, dtype, shape, stride)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def view(self) -> View:
        """The view as a structure that others can point to."""
        return View.from_buffer_copy(self.pointer)

    def batch(self, rank: int) -> Shape:
        """The leading batch dimension of an argument whose items have ``rank`` dimensions: () or (B,)."""
        return self.shape[: len(self.shape) - rank]

    def map_batch(self) -> Shape:
        """The batch of an attention map ``[Q, K]``, ``[H, Q, K]`` or ``[B, H, Q, K]``: () or (B,)."""
        return self.shape[:1] if self.ndim == 4 else ()

    # -- Results of this array's kind -----------------------------------------------------------------------------------

    def floats(self, shape: Shape, dtype: Optional[Dtype] = None, fill: Optional[float] = None) -> "Operand":
        """A new float array of this array's kind and dtype; ``fill`` where the library may leave elements alone."""
        made = empty(shape, self.dtype if dtype is None else dtype, self)
        if fill is not None:
            made.array[...] = fill
        return made

    def scalars(self, rank: int, dtype: Dtype = Dtype.I32) -> "Operand":
        """One number per batch item, ``[1]`` or ``[B, 1]``, of this array's kind."""
        shape = self.batch(rank) + (1,)
        if dtype not in _NUMPY_TYPES:
            return empty(shape, dtype, self)
        made = empty_numpy(shape, dtype)  # read once, which costs less than with a tensor
        made.is_torch = self.is_torch
        return made

    def moved(self, shape: Shape) -> "Operand":
        """A new array of exactly this array's type, for data that is moved as it is."""
        if self.is_torch:
            return _tensor_operand(_torch().empty(shape, dtype=self.array.dtype), "result", moved=True)
        return _numpy_operand(np.empty(shape, dtype=self.array.dtype), "result", moved=True)

    def indices(self, shape: Shape, fill: Optional[int] = None) -> "Operand":
        """A new int32 array of this array's kind; ``fill`` where the library may leave elements alone."""
        # A tensor to index with is int64 and so a copy in the end: until then an array costs less than a tensor does.
        made = empty_numpy(shape, Dtype.I32)
        made.is_torch = self.is_torch
        made.is_index = True
        if fill is not None:
            made.array[...] = fill
        return made

    def result(self) -> Any:
        """The array for the caller."""
        array = self.array
        if not self.is_torch:
            return array
        if isinstance(array, np.ndarray):
            array = _torch().from_numpy(array)
        return array.long() if self.is_index else array

    def number(self) -> Any:
        """The result of ``scalars``: a Python number, or the array [B] of a batch."""
        if self.ndim == 1:
            return self.array.item()
        return self.result()[:, 0]


def empty(shape: Shape, dtype: Dtype, like: Operand) -> Operand:
    """A new array of the kind of ``like``."""
    if like.is_torch:
        torch = _torch()
        _learn_torch(torch)
        tensor = torch.empty(shape, dtype=_TORCH_TYPES[dtype])
        return Operand(tensor, dtype, True, tensor.data_ptr(), tuple(tensor.shape), None)
    if dtype is Dtype.BF16:
        return _numpy_operand(np.empty(shape, dtype=like.array.dtype), "result")
    return empty_numpy(shape, dtype)


def empty_numpy(shape: Shape, dtype: Dtype) -> Operand:
    """A new NumPy array."""
    array = np.empty(shape, _NUMPY_TYPES[dtype])
    return Operand(array, dtype, False, _address(array), array.shape, None)


# ---- Inputs ----------------------------------------------------------------------------------------------------------


def floats(value: Any, name: str, *ranks: int) -> Operand:
    """A float argument; ``ranks`` are the numbers of dimensions it may have."""
    operand = _operand(value, name, np.float32)
    if operand.dtype not in _FLOATS:
        raise _dtype_error(name, _FLOATS_TEXT, operand.array)
    return _ranked(operand, name, ranks)


def anything(value: Any, name: str, *ranks: int) -> Operand:
    """An argument of any element type, for functions that only move data: all that matters is its size."""
    return _ranked(_operand(value, name, None, moved=True), name, ranks)


def indices(value: Any, name: str, *ranks: int) -> Operand:
    """An index argument: int32 in place, other integers as a checked copy."""
    if is_tensor(value):
        torch = _torch()
        if value.dtype not in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8):
            raise _dtype_error(name, "integers", value)
        if value.dtype is not torch.int32:
            _refuse_tensor(value, name)
            if value.dtype is torch.int64 and value.numel():
                _require_int32(int(value.min()), int(value.max()), name)
            value = value.to(torch.int32)
    else:
        array = _as_numpy(value, name, np.int32)
        if array.dtype.kind not in "iu":
            raise _dtype_error(name, "integers", array)
        if array.dtype != np.int32:
            if array.size:
                _require_int32(int(array.min()), int(array.max()), name)
            array = array.astype(np.int32)
        value = array
    return _ranked(_operand(value, name, np.int32), name, ranks)


def output(value: Any, name: str, *ranks: int, moved: bool = False) -> Operand:
    """An array the caller wants written."""
    if not is_tensor(value) and not isinstance(value, np.ndarray):
        raise errors.DTypeError(
            f"{name}: expected a NumPy array or a PyTorch tensor to write to, got {type(value).__name__}",
            Status.ERROR_DTYPE,
        )
    if isinstance(value, np.ndarray) and not value.flags.writeable:
        raise errors.ArgumentError(f"{name}: expected an array that may be written, got a read-only one", Status.ERROR_VALUE)
    return _ranked(_operand(value, name, None, moved), name, ranks)


def raw(data: Union[bytes, bytearray, memoryview, np.ndarray], name: str) -> Operand:
    """Bytes as a u8 view."""
    return _numpy_operand(np.frombuffer(data, dtype=np.uint8), name)


def _ranked(operand: Operand, name: str, ranks: Sequence[int]) -> Operand:
    if ranks and operand.ndim not in ranks:
        wanted = " or ".join(str(rank) for rank in ranks)
        raise errors.ShapeError(
            f"{name}: expected {wanted} dimensions, got shape {list(operand.shape)}", Status.ERROR_NDIM
        )
    return operand


# ---- Conversions -----------------------------------------------------------------------------------------------------


def _operand(value: Any, name: str, default: Any, moved: bool = False) -> Operand:
    if is_tensor(value):
        return _tensor_operand(value, name, moved)
    return _numpy_operand(_as_numpy(value, name, default), name, moved)


def _as_numpy(value: Any, name: str, default: Any) -> np.ndarray:
    """Anything but a tensor as an array, without a copy where its library allows that."""
    if isinstance(value, np.ma.MaskedArray):
        raise errors.DTypeError(f"{name}: expected a plain array, got a masked one; fill it first", Status.ERROR_DTYPE)
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, (list, tuple)):
        return _from_list(value, name, default)
    if hasattr(value, "__dlpack__"):
        try:
            return np.from_dlpack(value)
        except (BufferError, RuntimeError, TypeError, ValueError) as error:
            raise errors.DTypeError(f"{name}: cannot be read through DLPack: {error}", Status.ERROR_DTYPE) from error
    if value is None or isinstance(value, (str, bytes)):
        raise errors.DTypeError(f"{name}: expected an array, got {type(value).__name__}", Status.ERROR_DTYPE)
    return np.asarray(value)


def _from_list(value: Any, name: str, default: Any) -> np.ndarray:
    try:
        exact = np.asarray(value)
    except ValueError as error:
        raise errors.ShapeError(f"{name}: {error}", Status.ERROR_SHAPE) from None
    if default is None:
        return exact
    if exact.size == 0:
        return exact.astype(default)
    if exact.dtype.kind not in "iuf" or (default is np.int32 and exact.dtype.kind == "f"):
        raise _dtype_error(name, "numbers" if default is not np.int32 else "integers", exact)
    if default is np.int32:
        _require_int32(int(exact.min()), int(exact.max()), name)
    return exact.astype(default)


def _numpy_operand(array: np.ndarray, name: str, moved: bool = False) -> Operand:
    if moved:
        dtype = None if array.dtype.hasobject else _BY_SIZE.get(array.itemsize)
        if dtype is None:
            raise _dtype_error(name, _SIZES_TEXT, array)
    else:
        dtype = _NUMPY_KNOWN.get(array.dtype)
        if dtype is None:
            dtype = _NUMPY_DTYPES.get(array.dtype.name)
            if dtype is None or not array.dtype.isnative:
                raise _dtype_error(name, _FLOATS_TEXT, array)
            _NUMPY_KNOWN[array.dtype] = dtype
    shape = array.shape
    if not 1 <= len(shape) <= 4:
        raise errors.ShapeError(f"{name}: expected 1 to 4 dimensions, got {array.ndim}", Status.ERROR_NDIM)
    if array.flags.c_contiguous:
        return Operand(array, dtype, False, _address(array), shape, None)
    size = array.itemsize
    filled = array.size > 0
    stride = []
    for extent, step in zip(shape, array.strides):
        if extent > 1 and filled and (step < 0 or step % size):
            what = "negative strides" if step < 0 else "strides that are not whole elements"
            raise errors.ShapeError(f"{name}: {what}; make a copy with numpy.ascontiguousarray", Status.ERROR_STRIDE)
        stride.append(step // size)
    return Operand(array, dtype, False, _address(array), shape, stride)


_char_at = ctypes.c_char.from_buffer
_addressof = ctypes.addressof


def _address(array: np.ndarray) -> int:
    """Where the elements are; 0 if there are none."""
    try:
        return _addressof(_char_at(array))  # a third of the price, but neither for read-only nor for strided arrays
    except (TypeError, ValueError, BufferError):
        return array.__array_interface__["data"][0] if array.size else 0


def _tensor_operand(tensor: Any, name: str, moved: bool = False) -> Operand:
    if tensor.requires_grad or not tensor.is_cpu or tensor.layout is not _torch().strided:
        _refuse_tensor(tensor, name)
    _learn_torch(_torch())
    dtype = _BY_SIZE.get(tensor.element_size()) if moved else _TORCH_KNOWN.get(tensor.dtype)
    if dtype is None:
        raise _dtype_error(name, _SIZES_TEXT if moved else _FLOATS_TEXT, tensor)
    shape = tuple(tensor.shape)
    if not 1 <= len(shape) <= 4:
        raise errors.ShapeError(f"{name}: expected 1 to 4 dimensions, got {tensor.dim()}", Status.ERROR_NDIM)
    stride = None if tensor.is_contiguous() else tensor.stride()
    return Operand(tensor, dtype, True, tensor.data_ptr() if tensor.numel() else 0, shape, stride)


def _learn_torch(torch: Any) -> None:
    if not _TORCH_KNOWN:
        _TORCH_TYPES.update({code: getattr(torch, name) for name, code in _NUMPY_DTYPES.items()})
        _TORCH_KNOWN.update({kind: code for code, kind in _TORCH_TYPES.items()})


def _refuse_tensor(tensor: Any, name: str) -> None:
    torch = _torch()
    if tensor.device.type != "cpu":
        raise errors.DTypeError(
            f"{name}: expected a tensor on the CPU, got one on {tensor.device}; move it with .cpu()", Status.ERROR_DTYPE
        )
    if tensor.layout is not torch.strided:
        raise errors.DTypeError(
            f"{name}: expected a dense tensor, got {tensor.layout}; convert it with .to_dense()", Status.ERROR_DTYPE
        )
    if tensor.requires_grad:
        raise errors.DTypeError(
            f"{name}: expected a tensor outside autograd, got one that requires grad; pass {name}.detach()",
            Status.ERROR_DTYPE,
        )


def _require_int32(low: int, high: int, name: str) -> None:
    if low < -(2**31) or high > INT32_MAX:
        raise errors.IndexRangeError(
            f"{name}: expected indices that fit 32 bits, got {low if low < -(2**31) else high}", Status.ERROR_INDEX
        )


def _dtype_error(name: str, expected: str, array: Any) -> errors.DTypeError:
    got = str(array.dtype)
    advice = ""
    if isinstance(array, np.ndarray) and not array.dtype.isnative:
        got, advice = f"{array.dtype.name} in foreign byte order", "; convert it with .astype(a.dtype.newbyteorder('='))"
    elif got == "float64":
        advice = "; cast it with .astype(numpy.float32)"
    elif got == "torch.float64":
        advice = "; cast it with .float()"
    return errors.DTypeError(f"{name}: expected {expected}, got {got}{advice}", Status.ERROR_DTYPE)
