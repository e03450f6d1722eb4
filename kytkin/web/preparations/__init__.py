"""A preparation and its subjects."""
