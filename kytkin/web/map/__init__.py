"""The map: phenomena by branches."""
