"""What a request costs, against a bare ASGI application that makes the same driver calls in the same run."""
