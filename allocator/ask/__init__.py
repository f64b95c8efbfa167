"""What to ask donors for: the gifts that would help most, what each condition costs, and a brief of what is missing."""
