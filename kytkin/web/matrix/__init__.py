"""The matrix of agencies and shared goals."""
