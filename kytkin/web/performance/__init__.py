"""Pages of performance agreements, from the draft to the ministry's statement."""
