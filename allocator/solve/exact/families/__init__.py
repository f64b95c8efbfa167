"""One module for each family of constraints, by the names of :mod:`allocator.problem.families`."""
