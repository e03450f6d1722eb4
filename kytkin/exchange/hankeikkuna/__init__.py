"""Hankeikkuna, the government's project register: live, from captured files, and their oddities."""
