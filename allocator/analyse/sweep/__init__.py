"""Many cases of one scenario: what is varied, cases solved in processes or on a cluster, results as one table."""
