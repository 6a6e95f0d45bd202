"""The real parts that tests run against: PostgreSQL, an SMTP server, Patron itself, a browser."""
