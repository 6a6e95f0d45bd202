"""Worlds for the client programs: one Tiendanube store with so many customers."""

from tests.development import Json

STORE = 4242
TOKEN = "tn-client-4242"
FIRST_ID = 1000


def shop(customers: int) -> dict[str, Json]:
    """A store with customers 1000, 1001 ... called `Customer 0 Silva`, `Customer 1 Silva` ..."""
    return {
        "name": f"clients-{customers}",
        "stores": [{"id": STORE, "name": "Loja", "currency": "BRL", "country": "BR", "language": "pt"}],
        "apps": [{"store": STORE, "token": TOKEN, "scopes": ["read_customers", "write_customers"]}],
        "customers": [
            {"dialect": "tiendanube", "store": STORE, "shown": _shown(number)} for number in range(customers)
        ],
    }


def _shown(number: int) -> dict[str, Json]:
    return {
        "id": FIRST_ID + number,
        "name": f"Customer {number} Silva",
        "email": f"customer{number}@example.com",
        "identification": f"{number:011}",
        "phone": None,
        "note": None,
        "default_address": None,
        "addresses": [],
        "billing_name": None,
        "billing_phone": None,
        "billing_address": None,
        "billing_number": None,
        "billing_floor": None,
        "billing_locality": None,
        "billing_zipcode": None,
        "billing_city": None,
        "billing_province": None,
        "billing_country": None,
        "extra": {},
        "total_spent": "0.00",
        "total_spent_currency": "BRL",
        "last_order_id": None,
        "active": False,
        "created_at": "2020-01-01T00:00:00+0000",
        "updated_at": "2020-01-01T00:00:00+0000",
        "accepts_marketing": False,
    }
