"""Token reduction inside PyTorch models, on the tensors that they hold. Needs PyTorch, which ``import pith`` does not."""

from ._tome import Tome, apply_tome

__all__ = ["Tome", "apply_tome"]
