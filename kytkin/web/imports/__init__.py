"""Import reports."""
