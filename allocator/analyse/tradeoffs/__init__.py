"""What one aim costs another: Pareto fronts, the price of fairness and of earmarks, plans nearly as good."""
