"""The structure of a model as a graph of operations, and its evaluation over a batch of futures."""
