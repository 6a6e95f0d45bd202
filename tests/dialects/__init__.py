"""The dialects, spoken to over HTTP."""
