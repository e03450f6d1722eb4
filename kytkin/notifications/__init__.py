"""What a person follows, and what they are told."""
