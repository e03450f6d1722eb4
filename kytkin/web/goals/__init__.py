"""Pages of shared goals: text, owners, indicators, impact chain, people."""
