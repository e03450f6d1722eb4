"""Needs: finding, writing, publishing, asking and inviting."""
