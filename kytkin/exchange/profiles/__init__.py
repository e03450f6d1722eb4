"""A person's own profile as a file: out and back in, and out for others to read."""
