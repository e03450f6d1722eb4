"""Feeds the engine and keeps what it proposes: suggested subjects of a preparation."""
