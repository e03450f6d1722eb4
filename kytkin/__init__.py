"""Kytkin: where each phenomenon is prepared, and how to join."""
