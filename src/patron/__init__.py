"""One customer record store that speaks the customer APIs of four e-commerce platforms."""

__version__ = "0.1.0"
