"""The compiler: turns an `Assessment` into a `Model`. No other package knows both the file and the engine."""

from lynchpin.compiler.build import build_model
from lynchpin.compiler.values import find_value_mean

__all__ = ["build_model", "find_value_mean"]
