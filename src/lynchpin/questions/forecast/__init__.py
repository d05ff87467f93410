"""What happens: probabilities of outcomes, and paths of quantities."""
