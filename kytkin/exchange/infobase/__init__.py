"""GC InfoBase: the programmes of the Government of Canada with money and people by year."""
