"""Plans near a plan made before: decisions are worked in with few other lines changed, however large the problem."""
