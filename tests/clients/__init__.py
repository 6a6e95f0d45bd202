"""Foreign client programs, unmodified, against a running server."""
