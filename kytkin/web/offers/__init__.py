"""Offers of working time and knowledge, and taking them up."""
