"""A person's days for calendar programs."""
