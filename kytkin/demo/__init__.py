"""The real public data set and the fictional people of the demo."""
