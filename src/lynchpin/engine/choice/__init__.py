"""Choices: projected payoffs and the logit quantal response equilibrium of each period's game.

From top to bottom:

- `reasons`: what each term of a payoff contributes to the value of each option.
- `choices`, `turns`: the choices of a period, if all actors choose at once, or if some move after others or have private types.
- `projection`, `foresight`: the payoff of each profile of options.
- `sequence`, `group`: backward induction over the rounds of a period (`stage`), each solved as one game (`replies`: expected payoffs).
- `equilibrium`: the equilibrium of a batch of games (`game`) in normal form (`normal_form`) or of agents (`agent_form`).
- `climbing`, `contraction`: fixed-point iteration, and a bound below which it converges to the only equilibrium.
- `continuation`, `bordered`, `elimination`: Newton's method along the branch of games in which iteration does not converge.
- `payoff_differences`: payoffs and play as all of these use them.
"""
