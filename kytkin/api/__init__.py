"""The JSON API for reading, described by OpenAPI."""
