"""My page, notifications and preferences."""
