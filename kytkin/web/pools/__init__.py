"""Pages of pledges and pools: what each agency brings to a goal, and what is missing."""
