"""Who stands at the door of one shop: nobody, one of its customers, somebody of its staff, or both at once."""

from __future__ import annotations

from msgspec import Struct

from patron.domain.access import Shop, Staff
from patron.domain.customer import Json
from patron.domain.history import CredentialKind
from patron.domain.refusals import NotSignedIn


class SignedCustomer(Struct, frozen=True):
    """A customer who is signed in; that the account is there and enabled was checked when the person was identified."""

    customer_id: int
    uuid: str
    claims: Json | None = None
    """What a token says of its customer, as it was issued; None for a cookie session."""


class Person(Struct, frozen=True):
    """The caller of a shop's own API, which knows people and no apps."""

    shop: Shop
    customer: SignedCustomer | None = None
    staff: Staff | None = None
    """Only somebody who may manage this very shop."""
    own_affairs: bool = False
    """The route is for customers, about themselves: whoever is of the staff, too, acts as a customer here."""

    bearer: str = ""
    """`customer` or `staff`: which of the two came with a bearer token, the other with a session; '' for neither."""

    @property
    def called(self) -> str:
        """What the history calls the person: a number of ours."""
        if self._is_staff and self.staff is not None:
            return f"staff {self.staff.id}"
        return "" if self.customer is None else f"customer {self.customer.customer_id}"

    @property
    def credential(self) -> CredentialKind:
        """What kind of credential the person acts with."""
        if self.staff is None and self.customer is None:
            return CredentialKind.NONE
        by_token = self.bearer == ("staff" if self._is_staff else "customer")
        return CredentialKind.BEARER_TOKEN if by_token else CredentialKind.SESSION

    @property
    def _is_staff(self) -> bool:
        return self.staff is not None and not (self.own_affairs and self.customer is not None)

    @property
    def both(self) -> str:
        """Whom calls are answered to: a customer and somebody of the staff may stand there in one person."""
        staff = "" if self.staff is None else f"staff {self.staff.id}"
        customer = "" if self.customer is None else f"customer {self.customer.customer_id}"
        return f"{staff} {customer}".strip()


def may_manage(person: Person) -> None:
    """Nothing. Raises NotSignedIn for anybody who is not of the shop's staff."""
    if person.staff is None:
        raise NotSignedIn


def may_keep_own(person: Person) -> None:
    """Nothing. Raises NotSignedIn for anybody who is not a customer of the shop."""
    own(person)


def own(person: Person) -> SignedCustomer:
    """The customer who is asking. Raises NotSignedIn."""
    if person.customer is None:
        raise NotSignedIn
    return person.customer
