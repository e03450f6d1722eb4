"""What an organisation prepares, and with whom."""
