"""What may go wrong: gifts that do not come, needs that turn out larger, and plans that stand it."""
