"""The world to begin with: organisations, phenomena and demo people from files."""
