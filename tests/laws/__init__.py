"""The laws of one record (one-record.md section 7), held against random histories of a live application."""
