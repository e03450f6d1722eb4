"""The page of a move, the inbox of consents, working time as a picture."""
