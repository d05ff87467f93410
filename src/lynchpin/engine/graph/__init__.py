"""The structure of a model: a graph of operations, and its evaluation over a batch of futures."""
