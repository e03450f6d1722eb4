"""Search, and the list of preparations."""
