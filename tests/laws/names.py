"""What the four dialects are called."""

from typing import Final

TN: Final = "tiendanube"
OFN: Final = "openfoodnetwork"
AI: Final = "aimeos"
ES: Final = "evershop"
