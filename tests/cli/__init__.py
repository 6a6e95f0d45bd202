"""The commands and settings, as an operator meets them."""
