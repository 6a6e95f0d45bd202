"""Nouns and rules of the one record; imports no other room."""
