"""Adapters: everything that comes in from, or goes out to, other systems."""
