"""Branches, agencies, departments and units over time, and people's roles in them."""
