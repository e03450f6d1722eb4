"""Home, about, accessibility statement, privacy."""
