"""What `tiendanube` 1.1 imports from bunch, taken from its successor: bunch 1.0.1 cannot be built on Python 3.11."""

from munch import munchify

bunchify = munchify
