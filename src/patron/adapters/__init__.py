"""What operations need from outside and is no database: time, password hashes, mail."""
