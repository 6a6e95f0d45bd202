"""Time, passwords, mail."""
