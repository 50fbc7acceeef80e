"""Random inputs of every dtype, stride and batch, as the library gets them and as the exact float64 numbers they hold."""

import numpy as np
import torch

HUGE = {"f32": 1e15, "bf16": 1e15, "f16": 3e4}


class Case:
    """One draw of inputs: `lead` is the batch dimension, () or (B,)."""

    def __init__(self, seed, flavour):
        self.seed, self.flavour = seed, flavour
        self.rng = np.random.default_rng(seed)
        self.lead = () if self.rng.random() < 0.5 else (int(self.rng.integers(1, 4)),)
        self.dtype = str(self.rng.choice(["f32", "f32", "f16", "bf16"]))

    def alone(self):
        """For methods without batches."""
        self.lead = ()

    def single(self):
        """For methods whose rules are about the last bits of f32."""
        self.dtype = "f32"

    @property
    def exact(self):
        """Whether equal float64 numbers come from equal inputs, so that the rule for ties must hold to the index."""
        return self.flavour in ("ties", "equal", "zero")

    # -- Scalars --------------------------------------------------------------------------------------------------------

    def pick(self, low, high):
        """An integer from low to high, both included."""
        return int(self.rng.integers(low, high + 1))

    def one_of(self, *values):
        return values[int(self.rng.integers(len(values)))]

    def flag(self):
        return bool(self.rng.random() < 0.5)

    def extent(self, low=1, high=24):
        """A length; the ends of the range come often."""
        if self.flavour == "large":
            return self.pick(4 * high, 8 * high)
        return low if self.rng.random() < 0.1 else self.pick(low, high)

    def keep(self, n, low=0):
        return self.one_of(low, n, self.pick(low, n), self.pick(low, n))

    def heads(self):
        """A power of two where means over heads have to be exact."""
        return self.one_of(1, 2, 4) if self.exact else self.pick(1, 5)

    # -- Arrays ---------------------------------------------------------------------------------------------------------

    def give(self, values):
        """(the array for the library, its exact values): cast to the case's dtype and laid out somehow."""
        values = np.asarray(values, np.float64)
        if self.dtype == "bf16":
            tensor = torch.from_numpy(values.astype(np.float32)).to(torch.bfloat16)
            return self._strided_tensor(tensor), tensor.double().numpy()
        array = values.astype(np.float16 if self.dtype == "f16" else np.float32)
        assert np.isfinite(array[np.isfinite(values)]).all(), "the case asks for more than its dtype holds"
        return self._strided_array(array), array.astype(np.float64)

    def _strided_array(self, array):
        layout = self.pick(0, 3)
        if layout == 0 or array.ndim == 0:
            return array
        if layout == 1:
            return np.ascontiguousarray(array.T).T
        room = np.full([2 * extent + 1 for extent in array.shape], 77, array.dtype)
        places = tuple(slice(1, 2 * extent + 1, 2) for extent in array.shape) if layout == 2 else (
            *(slice(0, extent) for extent in array.shape[:-1]), slice(1, array.shape[-1] + 1))
        room[places] = array
        return room[places]

    def _strided_tensor(self, tensor):
        layout = self.pick(0, 2)
        if layout == 0 or tensor.dim() == 0:
            return tensor
        if layout == 1:
            return tensor.permute(*reversed(range(tensor.dim()))).contiguous().permute(*reversed(range(tensor.dim())))
        room = torch.full([2 * extent + 1 for extent in tensor.shape], 77, dtype=tensor.dtype)
        places = tuple(slice(1, 2 * extent + 1, 2) for extent in tensor.shape)
        room[places] = tensor
        return room[places]

    def ints(self, values):
        """An index argument of the kind of the others."""
        values = np.asarray(values)
        return torch.from_numpy(values.astype(np.int64)) if self.dtype == "bf16" else values.astype(np.int32)

    def tokens(self, n, dim, scale=1.0):
        """Rows [*, n, dim] whose directions matter."""
        shape = self.lead + (n, dim)
        x = self.rng.normal(size=shape)
        if n and dim:
            if self.flavour in ("ties", "equal", "near"):
                pool = 1 if self.flavour == "equal" else max(1, n // 3)
                x = x[..., self.rng.integers(0, pool, n), :]
            if self.flavour == "near":
                x = x + 1e-6 * self.rng.normal(size=shape)
            if self.flavour == "zero":
                x[..., self.rng.random(n) < 0.35, :] = 0
            if self.flavour == "huge":
                x[..., self.pick(0, n - 1), self.pick(0, dim - 1)] = HUGE[self.dtype]
        return self.give(x * scale)

    def numbers(self, *shape, low=0.0, high=1.0):
        """Values [*, ...] whose size matters, low to high, but for a huge one."""
        return self.give(self._numbers(self.lead + shape, low, high))

    def _numbers(self, shape, low, high):
        if self.flavour == "ties":
            x = low + (high - low) * self.rng.integers(0, 9, shape) / 8
        elif self.flavour == "equal":
            x = np.full(shape, low + (high - low) * self.pick(1, 7) / 8)
        elif self.flavour == "near":
            x = low + (high - low) * (0.5 + 1e-7 * self.rng.normal(size=shape))
        else:
            x = low + (high - low) * self.rng.random(shape)
        if self.flavour == "zero":
            x = np.where(self.rng.random(shape) < 0.35, np.clip(0, low, high), x)
        if self.flavour == "huge" and x.size:
            x.flat[self.pick(0, x.size - 1)] = HUGE[self.dtype] if high > 0 else -HUGE[self.dtype]
        return x

    def attention(self, *shape):
        """Rows of attention [*, ..., keys]: probabilities, but for a huge one."""
        if self.flavour in ("ties", "equal", "huge", "zero"):
            return self.numbers(*shape)
        x = self.rng.normal(size=self.lead + shape) * (1e-6 if self.flavour == "near" else 2)
        x = np.exp(x - x.max(axis=-1, keepdims=True)) if x.size else x
        return self.give(x / x.sum(axis=-1, keepdims=True) if x.size else x)

    # -- Results --------------------------------------------------------------------------------------------------------

    def items(self, *results):
        """The results of each batch item, as NumPy arrays: one tuple per item."""
        arrays = [None if r is None else plain(r) for r in results]
        if not self.lead:
            return [tuple(arrays)]
        return [tuple(None if a is None else a[b] for a in arrays) for b in range(self.lead[0])]

    def ragged(self, result):
        """Index lists of each item from a result that is (indices, counts) for a batch."""
        if not self.lead:
            return [plain(result)]
        indices, counts = plain(result[0]), plain(result[1])
        return [indices[b][: int(counts[b])] for b in range(self.lead[0])]


def plain(value):
    """A NumPy array, float64 or int64."""
    if isinstance(value, torch.Tensor):
        value = value.double().numpy() if value.is_floating_point() else value.numpy()
    value = np.asarray(value)
    return value.astype(np.float64 if value.dtype.kind == "f" else np.int64)
