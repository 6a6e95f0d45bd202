"""Verbs of the one record, and every permission check; imports domain."""
