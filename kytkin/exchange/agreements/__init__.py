"""Performance agreements as spreadsheets: out to be filled, and back with the differences."""
