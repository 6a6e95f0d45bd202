"""One customer as the administrators' endpoint answers a document that asks for everything it has."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from patron.domain.access import Shop, Staff
from patron.operations.ports import Reading
from patron.operations.shoppers import Person
from patron.operations.speech import Speech

if TYPE_CHECKING:
    from patron.wire.graphql import Endpoint

_PLACE: Final = "country { name code } province { name code countryCode }"
DOCUMENT: Final = f"""query Whole($id: String) {{
  customer(id: $id) {{
    customerId uuid status email fullName
    createdAt {{ value text }}
    urn metaData
    metafields {{ namespace key type value }}
    group {{ customerGroupId groupName }}
    addresses {{
      cartAddressId uuid fullName telephone address1 address2 postcode city {_PLACE} isDefault
    }}
    orders {{ orderId orderNumber currency customerId customerEmail customerFullName }}
  }}
}}"""


class Whole:
    """Answers that document."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    @cached_property
    def _endpoint(self) -> Endpoint:
        # Only now: GraphQL costs every start 100 ms and 15 MB.
        from patron.dialects.evershop_graphql.serving import RESOLVERS, endpoint

        return endpoint("admin", RESOLVERS["admin"](self._speech))

    async def __call__(self, unit: Reading, shop: Shop, staff: Staff, uuid: str) -> Mapping[str, object]:
        """The answer's document, for somebody of the staff who is signed in with a cookie."""
        from patron.dialects.evershop_graphql.visit import Visit

        prepared = self._endpoint.prepared(DOCUMENT, {"id": uuid})
        return {"data": await prepared.run(Visit(unit, Person(shop, staff=staff), all_metafields=True))}
