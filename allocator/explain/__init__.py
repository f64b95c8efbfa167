"""Why needs are not met: the causes of every gap, each tested, and how fair shares are proved, in words."""
