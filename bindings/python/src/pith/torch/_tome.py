"""Token Merging (ToMe, ICLR 2023) in a pretrained transformer: every block merges tokens between attention and MLP."""

from __future__ import annotations

import functools
import inspect
from typing import Any, List, Optional, Sequence, Tuple, Union

import torch

from .. import apply, budget, errors, merge
from .._call import integer
from ..context import Context
from ._blocks import Block, find, returns_tuple

__all__ = ["Tome", "apply_tome"]

Tensor = torch.Tensor


def apply_tome(
    model: torch.nn.Module,
    r: Union[int, Sequence[int]],
    *,
    inflect: float = 0.0,
    class_token: bool = True,
    distill_token: bool = False,
    proportional_attention: bool = True,
    restore: bool = False,
    context: Optional[Context] = None,
) -> "Tome":
    """Makes every block of a model merge tokens, until ``remove()`` is called on what is returned.

        >>> with pith.torch.apply_tome(vit, r=13), torch.inference_mode():
        ...     logits = vit(pixel_values=images).logits

    Args:
        model: transformers' ViT, DeiT, BERT, RoBERTa, ELECTRA and models that contain them; timm's vision transformers. On
            the CPU, in eval mode. Not copied: its blocks are patched in place.
        r: tokens to remove in each block; at most half of those that are not protected go. Or one number for each block.
        inflect: -1 removes more in early blocks than in late ones, 1 the reverse, 0 the same in all (with one number ``r``).
        class_token: token 0 is never merged away: the class token of a ViT, [CLS] of BERT. Its row stays row 0.
        distill_token: nothing is merged into token 1, the distillation token of DeiT.
        proportional_attention: keys count by the number of tokens that they stand for.
        restore: the last block gives every token a copy of its row, so that outputs have the shapes they have without
            merging; mean pooling with the attention mask then weighs every row by its size.
        context: threads and scratch for the library's calls.

    Padding of an ``attention_mask`` must be at the end; each sequence is then reduced as it would be alone, and rows of the
    result beyond a sequence's own are padding. Attention maps are not made, so ``output_attentions`` gives none.

    Raises:
        pith.errors.DTypeError: on a call of the model when it is not on the CPU or autograd is recording.
    """
    blocks = find(model)
    if not blocks:
        raise errors.UnsupportedError(
            f"model: expected transformers' ViT, DeiT, BERT, RoBERTa or ELECTRA, or timm's vision transformer, got "
            f"{type(model).__name__}",
            errors.Status.ERROR_UNSUPPORTED,
        )
    if hasattr(model, _ATTRIBUTE):
        raise errors.ArgumentError("model: merges tokens already; call remove() first", errors.Status.ERROR_VALUE)
    if isinstance(r, (list, tuple)):
        schedule = [integer(number, "r", 0) for number in r]
        if len(schedule) != len(blocks):
            raise errors.ShapeError(
                f"r: expected {len(blocks)} numbers, one for each block, got {len(schedule)}", errors.Status.ERROR_SHAPE
            )
    else:
        number = integer(r, "r", 0)
        schedule = [number] * len(blocks) if inflect == 0 else budget.tome_schedule(len(blocks), number, inflect)
    return Tome(
        model, blocks, schedule, class_token, distill_token, proportional_attention, restore, context
    )


_ATTRIBUTE = "_pith_tome"


class Tome:
    """Token merging of a model; ``remove()``, or leaving the ``with`` block, undoes it.

    The attributes tell about the model's last call.
    """

    #: Tokens to remove in each block.
    schedule: List[int]
    #: ``[B, M]``, float32: tokens that each row of the result stands for; 0: padding. None before the first call.
    size: Optional[Tensor]
    #: ``[B, N]``, int64: row of each token; -1: padding.
    assign: Optional[Tensor]

    def __init__(
        self, model: torch.nn.Module, blocks: List[Block], schedule: List[int], class_token: bool, distill_token: bool,
        proportional_attention: bool, restore: bool, context: Optional[Context],
    ) -> None:
        self.model = model
        self.schedule = schedule
        self.size = self.assign = None
        self._class_token, self._distill_token = bool(class_token), bool(distill_token)
        self._proportional, self._restore, self._context = bool(proportional_attention), bool(restore), context
        self._mask: Optional[Tensor] = None
        self._lengths: List[int] = []
        self._blocks = blocks
        as_tuple = returns_tuple(blocks[0])
        # Instance attributes hide the classes' methods, and deleting them brings those back.
        self._signature = inspect.signature(model.forward)
        for index, block in enumerate(blocks):
            block.module.forward = functools.partial(self._block, index, as_tuple)
        forward = model.forward

        @functools.wraps(forward)
        def outer(*arguments: Any, **named: Any) -> Any:
            self._begin(arguments, named)
            return forward(*arguments, **named)

        model.forward = outer  # type: ignore[method-assign]
        setattr(model, _ATTRIBUTE, self)

    def remove(self) -> None:
        """Gives the model its own blocks back. Doing so twice is fine."""
        if getattr(self.model, _ATTRIBUTE, None) is not self:
            return
        delattr(self.model, _ATTRIBUTE)
        del self.model.forward
        for block in self._blocks:
            del block.module.forward

    def __enter__(self) -> "Tome":
        return self

    def __exit__(self, *_: Any) -> None:
        self.remove()

    # -- One call of the model ------------------------------------------------------------------------------------------

    def _begin(self, arguments: Tuple[Any, ...], named: Any) -> None:
        if self.model.training:
            raise errors.ArgumentError(
                "model: expected in eval mode, got one in training mode; call model.eval()", errors.Status.ERROR_VALUE
            )
        parameter = next(self.model.parameters(), None)
        if parameter is not None and parameter.device.type != "cpu":
            raise errors.DTypeError(
                f"model: expected on the CPU, got one on {parameter.device}; move it with .cpu()", errors.Status.ERROR_DTYPE
            )
        if torch.is_grad_enabled() and any(one.requires_grad for one in self.model.parameters()):
            raise errors.DTypeError(
                "model: merging has no gradient; call the model under torch.no_grad() or torch.inference_mode()",
                errors.Status.ERROR_DTYPE,
            )
        self._mask = self._signature.bind_partial(*arguments, **named).arguments.get("attention_mask")
        self.size = self.assign = None

    def _start(self, x: Tensor) -> None:
        """The first block has the tokens: every one stands for itself."""
        batch, n = x.shape[:2]
        real = torch.ones(batch, n, dtype=torch.bool)
        if self._mask is not None:
            if tuple(self._mask.shape) != (batch, n):
                raise errors.ShapeError(
                    f"attention_mask: expected [{batch}, {n}], got {list(self._mask.shape)}", errors.Status.ERROR_SHAPE
                )
            real = self._mask != 0
        self._lengths = real.sum(1).tolist()
        if not torch.equal(real, torch.arange(n) < real.sum(1, keepdim=True)):
            raise errors.ArgumentError(
                "attention_mask: expected padding at the end of each sequence only", errors.Status.ERROR_VALUE
            )
        self.size = real.float()
        self.assign = torch.arange(n).expand(batch, n).masked_fill(~real, -1)

    def _block(self, index: int, as_tuple: bool, x: Tensor, *_: Any, **__: Any) -> Any:
        """Takes the place of a block's ``forward``. Masks that the model made are for lengths that no longer hold."""
        if index == 0:
            self._start(x)
        block = self._blocks[index]
        output, metric = self._attention(block, x)
        x = self._merge(block.after_attention(x, output), metric, self.schedule[index])
        x = block.mlp(x)
        if self._restore and index == len(self._blocks) - 1:
            x = apply.unmerge(x, self.assign, context=self._context)
        return (x,) if as_tuple else x

    def _attention(self, block: Block, x: Tensor) -> Tuple[Tensor, Tensor]:
        q, k, v = block.heads(x)
        size = self.size if self._proportional else None
        if self._even(x.shape[1]):
            return merge.tome_attention(q, k, v, size, scale=block.scale, context=self._context)
        # Each sequence alone, without its padding: slices of the same memory.
        output = q.new_zeros(q.shape[0], q.shape[2], q.shape[1] * q.shape[3])
        metric = q.new_zeros(q.shape[0], q.shape[2], q.shape[3])
        for item, n in enumerate(self._lengths):
            output[item, :n], metric[item, :n] = merge.tome_attention(
                q[item, :, :n], k[item, :, :n], v[item, :, :n], None if size is None else size[item, :n],
                scale=block.scale, context=self._context,
            )
        return output, metric

    def _merge(self, x: Tensor, metric: Tensor, remove: int) -> Tensor:
        if remove == 0:
            return x
        if self._even(x.shape[1]):
            found = self._match(metric, remove)
            x, self.size = apply.merge(x, found.assign, found.rows, weight=self.size, context=self._context)
            self.assign = torch.gather(found.assign, 1, self.assign)
            self._lengths = [found.rows] * x.shape[0]
            return x
        parts = []
        for item, n in enumerate(self._lengths):
            found = self._match(metric[item, :n], remove)
            values, size = apply.merge(
                x[item, :n], found.assign, found.rows, weight=self.size[item, :n], context=self._context
            )
            parts.append((values, size, found))
        rows = max(found.rows for _, _, found in parts)
        y, sizes = x.new_zeros(x.shape[0], rows, x.shape[2]), x.new_zeros(x.shape[0], rows, dtype=torch.float32)
        assign = self.assign.clone()
        for item, (values, size, found) in enumerate(parts):
            y[item, : found.rows], sizes[item, : found.rows] = values, size
            real = self.assign[item] >= 0
            assign[item, real] = found.assign[self.assign[item, real]]
        self.size, self.assign = sizes, assign
        self._lengths = [found.rows for _, _, found in parts]
        return y

    def _match(self, metric: Tensor, remove: int) -> merge.Merge:
        return merge.tome(
            metric, remove, class_token=self._class_token, distill_token=self._distill_token, context=self._context
        )

    def _even(self, n: int) -> bool:
        return all(length == n for length in self._lengths)
