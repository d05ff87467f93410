"""The only room that knows both the file and the engine: an `Assessment` becomes a `Model`."""

from lynchpin.compiler.build import build_model, find_value_mean

__all__ = ["build_model", "find_value_mean"]
