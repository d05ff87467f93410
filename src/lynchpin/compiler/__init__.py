"""The only room that knows both the file and the engine: an `Assessment` becomes a `Model`."""

from lynchpin.compiler.build import build_model

__all__ = ["build_model"]
