"""The exact formulation: every delivery a column, every family of limits a module, every level a solve."""
