"""The parts of a transformer block, for the kinds of block that merging knows.

A block is taken apart at the place where tokens are merged, between attention and MLP:

    q, k, v = heads(x)                 [B, H, N, Dh]
    x = after_attention(x, o)          o [B, N, H * Dh], the attention's output with heads side by side
    (tokens are merged here)
    x = mlp(x)

Only submodules are used, and by structure, not by class: RoBERTa's blocks are BERT's, DeiT's are ViT's, and the names moved
between major versions of transformers.
"""

from __future__ import annotations

import inspect
from typing import Any, Callable, List, Optional, Tuple, Type

import torch

from .. import errors

Tensor = torch.Tensor
Heads = Tuple[Tensor, Tensor, Tensor]


def _has(module: Any, *paths: str) -> bool:
    for path in paths:
        at = module
        for name in path.split("."):
            at = getattr(at, name, None)
            if at is None:
                return False
    return True


class Block:
    """A block with its submodules taken apart."""

    def __init__(self, module: torch.nn.Module) -> None:
        self.module: Any = module

    @staticmethod
    def fits(module: torch.nn.Module) -> bool:
        raise NotImplementedError

    @property
    def scale(self) -> Optional[float]:
        """Factor of the attention's logits; None: one over the root of a head's width."""
        return None

    def heads(self, x: Tensor) -> Heads:
        raise NotImplementedError

    def after_attention(self, x: Tensor, output: Tensor) -> Tensor:
        raise NotImplementedError

    def mlp(self, x: Tensor) -> Tensor:
        raise NotImplementedError


def _split(x: Tensor, layers: List[Any], dim: int) -> Any:
    """Projections as [B, H, N, dim] views of what the layers return."""
    return tuple(layer(x).unflatten(-1, (-1, dim)).transpose(1, 2) for layer in layers)


class Bert(Block):
    """transformers' BERT, RoBERTa, ELECTRA and their kind: each half ends in a layer normalisation."""

    @staticmethod
    def fits(module: torch.nn.Module) -> bool:
        return _has(
            module, "attention.self.query", "attention.self.key", "attention.self.value",
            "attention.self.attention_head_size", "attention.output.LayerNorm", "intermediate.dense", "output.LayerNorm",
        ) and not getattr(module, "is_decoder", False) and not getattr(module.attention.self, "distance_embedding", None)

    def heads(self, x: Tensor) -> Heads:
        inner = self.module.attention.self
        return _split(x, [inner.query, inner.key, inner.value], inner.attention_head_size)

    def after_attention(self, x: Tensor, output: Tensor) -> Tensor:
        return self.module.attention.output(output, x)

    def mlp(self, x: Tensor) -> Tensor:
        return self.module.output(self.module.intermediate(x), x)


class Vit(Block):
    """transformers' ViT and DeiT from version 5 on."""

    @staticmethod
    def fits(module: torch.nn.Module) -> bool:
        return _has(
            module, "attention.q_proj", "attention.k_proj", "attention.v_proj", "attention.o_proj", "attention.head_dim",
            "layernorm_before", "layernorm_after", "mlp",
        ) and not _has(module, "layer_scale1") and not _has(module, "lambda_1")

    @property
    def scale(self) -> Optional[float]:
        return getattr(self.module.attention, "scaling", None)

    def heads(self, x: Tensor) -> Heads:
        inner = self.module.attention
        return _split(self.module.layernorm_before(x), [inner.q_proj, inner.k_proj, inner.v_proj], inner.head_dim)

    def after_attention(self, x: Tensor, output: Tensor) -> Tensor:
        return x + self.module.attention.o_proj(output)

    def mlp(self, x: Tensor) -> Tensor:
        return x + self.module.mlp(self.module.layernorm_after(x))


class Vit4(Block):
    """transformers' ViT and DeiT up to version 4."""

    @staticmethod
    def fits(module: torch.nn.Module) -> bool:
        return _has(
            module, "attention.attention.query", "attention.attention.key", "attention.attention.value",
            "attention.attention.attention_head_size", "attention.output.dense", "layernorm_before", "layernorm_after",
            "intermediate.dense", "output.dense",
        ) and not _has(module, "lambda_1") and not _has(module, "attention.attention.relative_position_bias")

    def heads(self, x: Tensor) -> Heads:
        inner = self.module.attention.attention
        return _split(
            self.module.layernorm_before(x), [inner.query, inner.key, inner.value], inner.attention_head_size
        )

    def after_attention(self, x: Tensor, output: Tensor) -> Tensor:
        return x + self.module.attention.output.dense(output)

    def mlp(self, x: Tensor) -> Tensor:
        return x + self.module.output.dense(self.module.intermediate(self.module.layernorm_after(x)))


class Timm(Block):
    """timm's vision transformer."""

    @staticmethod
    def fits(module: torch.nn.Module) -> bool:
        return _has(module, "attn.qkv", "attn.proj", "attn.num_heads", "norm1", "norm2", "mlp")

    @property
    def scale(self) -> Optional[float]:
        return getattr(self.module.attn, "scale", None)

    def heads(self, x: Tensor) -> Heads:
        inner = self.module.attn
        packed = inner.qkv(self.module.norm1(x)).unflatten(-1, (3, inner.num_heads, -1))  # [B, N, 3, H, Dh]
        q, k, v = packed.permute(2, 0, 3, 1, 4).unbind(0)
        if _has(inner, "q_norm", "k_norm"):
            q, k = inner.q_norm(q), inner.k_norm(k)
        return q, k, v

    def after_attention(self, x: Tensor, output: Tensor) -> Tensor:
        inner = self.module.attn
        norm = getattr(inner, "norm", None)  # newer versions may normalise before the projection
        return x + self._scaled("ls1", inner.proj(output if norm is None else norm(output)))

    def mlp(self, x: Tensor) -> Tensor:
        return x + self._scaled("ls2", self.module.mlp(self.module.norm2(x)))

    def _scaled(self, name: str, x: Tensor) -> Tensor:
        layer: Optional[Callable[[Tensor], Tensor]] = getattr(self.module, name, None)
        return x if layer is None else layer(x)


_KINDS: List[Type[Block]] = [Bert, Vit, Vit4, Timm]
#: Arguments by which a model tells its blocks where tokens are. Merged tokens are at no one place, and the parts above ignore them.
_POSITIONS = {"sinusoidal_pos", "position_bias", "rel_pos", "rel_2d_pos", "rope", "relative_position_bias"}


def find(model: torch.nn.Module) -> List[Block]:
    """The blocks of a model in the order in which it runs them: those of its first list that holds nothing else."""
    for module in model.modules():
        if isinstance(module, torch.nn.ModuleList) or type(module) is torch.nn.Sequential:
            for kind in _KINDS:
                if len(module) and all(kind.fits(child) and not _takes_positions(child) for child in module):
                    return [kind(child) for child in module]
    return []


def _takes_positions(module: torch.nn.Module) -> bool:
    return bool(_POSITIONS & set(inspect.signature(module.forward).parameters))


def returns_tuple(block: Block) -> bool:
    """Whether a block returns (hidden states, ...) or hidden states alone, which changed between versions of transformers.

    Raises if the block's parts put together are not the block: it has something between or behind them that is not known here.
    """
    try:
        module = block.module
        parameter = next(module.parameters())
        width = next(one for one in module.modules() if isinstance(one, torch.nn.LayerNorm)).normalized_shape[0]
        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            x = torch.randn(1, 3, width, dtype=parameter.dtype, device=parameter.device)
            result = module(x)
            whole = result if isinstance(result, torch.Tensor) else result[0]
            output = torch.nn.functional.scaled_dot_product_attention(*block.heads(x), scale=block.scale)
            parts = block.mlp(block.after_attention(x, output.transpose(1, 2).flatten(2)))
            # Meta tensors have no values, and dropout makes the two differ: both are refused when the model is called.
            same = x.is_meta or module.training or torch.allclose(whole, parts, rtol=1e-2, atol=1e-2)
    except (AttributeError, RuntimeError, StopIteration, TypeError):
        same = False
    if not same:
        raise errors.UnsupportedError(
            "model: expected blocks that are attention and an MLP, each with a normalisation and a shortcut, got blocks that do "
            "more or other things",
            errors.Status.ERROR_UNSUPPORTED,
        )
    return not isinstance(result, torch.Tensor)
