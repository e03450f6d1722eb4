"""Following, and Atom feeds."""
