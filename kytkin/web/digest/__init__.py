"""The weekly digest, and daily alerts of saved searches."""
