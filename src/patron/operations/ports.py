"""What operations need from the rooms outside: a store with units of work, a hasher, a clock.

The store implements `Reading` and `Writing`; a reading unit has no way to save.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal, Protocol, TypeAlias, TypeVar

from patron.domain.access import Grant, NewMember, Shop, Staff
from patron.domain.answer import KeptAnswer
from patron.domain.attempts import Tally
from patron.domain.conditions import EnterpriseListing
from patron.domain.credential import Credential, Letter, Link, SecondStep, Session
from patron.domain.customer import Customer, Definition, Group, Parts
from patron.domain.grid import GridListing
from patron.domain.history import NOTHING, Changes, Event
from patron.domain.listing import Listing, Page, Stamp, Whereabouts
from patron.domain.places import Places
from patron.domain.purchases import PurchaseNews
from patron.domain.seeking import Found, Scope, Search
from patron.domain.shelf import Shelf

T = TypeVar("T")
HolderKey: TypeAlias = Literal["id", "uuid", "email_key"]
ShopKey: TypeAlias = Literal["store_id", "tiendanube_id", "enterprise_id", "aimeos_site", "evershop_host"]

CustomerKey: TypeAlias = Literal["uuid", "email_key", "login_key", "code"]


class Clock(Protocol):
    """The time; development mode can stop it."""

    def now(self) -> int:
        """Milliseconds since 1970 UTC."""
        ...


class Hasher(Protocol):
    """Passwords to hashes and back to yes or no, in a bounded pool of threads."""

    async def hash(self, password: str) -> tuple[str, str]:
        """(scheme, hash) of a new password."""
        ...

    async def verify(self, password: str, scheme: str, hashed: str) -> bool:
        """True when the password is the one that was hashed, whichever scheme."""
        ...

    async def verify_nobody(self, password: str) -> bool:
        """False, after as long as a real check takes: an unknown account must not be told from a known one."""
        ...

    def needs_rewrite(self, scheme: str, hashed: str) -> bool:
        """True when the password, just verified, should be stored anew with today's scheme and cost."""
        ...


class ReadingCustomers(Protocol):
    """Reads of customers; every call names the store."""

    async def get(self, store_id: int, customer_id: int, parts: Parts) -> Customer | None:
        """The customer with those parts filled, or None."""
        ...

    async def several(self, store_id: int, ids: Sequence[int], parts: Parts) -> Sequence[Customer]:
        """Those of the customers that there are, ascending by id."""
        ...

    async def find(self, store_id: int, key: CustomerKey, value: str, parts: Parts) -> Customer | None:
        """The customer with that value in a unique column, or None. Of duplicates of an e-mail the one that counts."""
        ...

    async def whereabouts(self, store_ids: Sequence[int], uuids: Sequence[str]) -> Sequence[Whereabouts]:
        """Where the customers with those uuids are, of those stores, in any order."""
        ...

    async def store_of(self, customer_id: int) -> int | None:
        """The store that holds the customer, whichever it is, or None."""
        ...

    async def ids(self, store_id: int, most: int) -> tuple[int, ...]:
        """The ids of the store's customers, ascending: so many at most."""
        ...

    async def page(self, store_id: int, listing: Listing, parts: Parts) -> Page[Customer]:
        """The asked page with the exact total; past the end, no customers."""
        ...

    async def stamps(self, store_id: int, listing: Listing) -> Page[Stamp]:
        """The same page, of each customer only the stamp."""
        ...

    async def index(self, listing: EnterpriseListing, parts: Parts) -> Page[Customer]:
        """The asked page of several stores' visible customers with the exact total; past the end, no customers.

        Raises Invalid for a search that takes too long.
        """
        ...

    async def grid(self, store_id: int, listing: GridListing, parts: Parts) -> Page[Customer]:
        """The asked page with the exact total; past the end, no customers."""
        ...

    async def sought(self, scopes: Sequence[Scope], search: Search, parts: Parts) -> Found[Customer]:
        """The asked page of all those stores together."""
        ...


class WritingCustomers(ReadingCustomers, Protocol):
    """Writes of customers. Counters, search text and shadow columns follow in the same transaction."""

    async def locked(self, store_id: int, customer_id: int) -> Customer | None:
        """The customer with all parts, locked against other writers until the unit ends.

        Raises Stale where it is not in a version that the caller asks for (`domain.acting`).
        """
        ...

    async def insert(self, customer: Customer, told: Changes = NOTHING) -> Customer:
        """The stored customer: ids that are 0 are drawn from the store's counter, ids that are given are kept.

        `told` goes into the history beside the facts. Raises Taken("email"), Taken("login"), Taken("code").
        """
        ...

    async def save(self, old: Customer, new: Customer, told: Changes = NOTHING) -> Customer:
        """The customer as stored: only what differs from `old` is written; new addresses get their ids.

        `told` goes into the history beside what differs. Raises Taken as `insert` does.
        """
        ...

    async def delete(self, customer: Customer) -> None:
        """Nothing comes back; children go with it, a tombstone stays."""
        ...

    async def move(self, old: Customer, new: Customer) -> Customer:
        """The customer as stored in the store of `new`, with its ids; the store of `old` has none (one-record.md 6.7).

        `old` is locked. Groups and purchase facts stay behind, tokens and sessions die. Raises Taken.
        """
        ...


class ReadingPurchases(Protocol):
    """Whom the facts of many customers are about."""

    async def holders(self, store_id: int, key: HolderKey, values: Sequence[int | str]) -> Mapping[int | str, int]:
        """Value -> id of the customer who has it; an e-mail of duplicates counts for the one that is none."""
        ...

    async def duplicates(self, store_id: int) -> Sequence[tuple[str, int]]:
        """(key of the e-mail, id) of everybody whose e-mail is marked as another one's, too."""
        ...


class WritingPurchases(ReadingPurchases, Protocol):
    """Facts of many customers at once."""

    async def tell(
        self,
        store_id: int,
        news: Mapping[int, PurchaseNews],
        settle: Callable[[Customer], Customer],
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """How many customers changed; their version, `updated_at` and history tell of it. Raises CustomersGone.

        The news are by id of the customer, in any order; `settle` gives a customer without the spellings that have
        been overtaken; `progress` is told how many were looked at.
        """
        ...


class ReadingShops(Protocol):
    """Stores (tenants): few, small, cached by the callers."""

    async def all(self) -> Sequence[Shop]:
        """Every store, ascending by id."""
        ...

    async def find(self, key: ShopKey, value: int | str) -> Shop | None:
        """The store with that name in one dialect (or that `store_id`), or None."""
        ...


class WritingShops(ReadingShops, Protocol):
    """Adding and changing stores."""

    async def add(self, shop: Shop) -> None:
        """Nothing comes back. Raises Taken with the name of the clashing column."""
        ...

    async def hold(self, store_id: int) -> None:
        """Nothing comes back; no other writer changes the store until the unit ends."""
        ...

    async def save(self, shop: Shop) -> None:
        """Nothing comes back; the store with this id is overwritten."""
        ...


class ReadingTokens(Protocol):
    """Tokens of apps."""

    async def find(self, store_id: int, token_hash: str) -> Grant | None:
        """The live grant behind the hash (SHA-256, hex), or None."""
        ...

    async def all(self, store_id: int) -> Sequence[Grant]:
        """Every token of the store, revoked ones too, ascending by id."""
        ...


class WritingTokens(ReadingTokens, Protocol):
    """Making and revoking tokens."""

    async def add(self, store_id: int, token_hash: str, name: str, scopes: frozenset[str]) -> Grant:
        """The new grant."""
        ...

    async def revoke(self, store_id: int, token_id: int) -> bool:
        """False when there is no such live token."""
        ...


class ReadingCredentials(Protocol):
    """Passwords of customers."""

    async def get(self, store_id: int, customer_id: int) -> Credential | None:
        """The password as stored, or None where none was set."""
        ...

    async def link(self, store_id: int, token_hash: str) -> Link | None:
        """The one-time link behind the hash, expired ones too, or None."""
        ...


class WritingCredentials(ReadingCredentials, Protocol):
    """Setting passwords."""

    async def put(self, store_id: int, customer_id: int, credential: Credential) -> None:
        """Nothing comes back; the one password of the customer is replaced."""
        ...

    async def rehash(self, store_id: int, customer_id: int, old: Credential, better: Credential) -> None:
        """Nothing comes back; the same password has the other hash, unless there is another password by now."""
        ...

    async def add_link(self, store_id: int, token_hash: str, link: Link) -> None:
        """Nothing comes back."""
        ...

    async def take_link(self, store_id: int, token_hash: str) -> Link | None:
        """The link, which is gone from now on; None where another request took it first."""
        ...


class ReadingGroups(Protocol):
    """Groups of a store's customers: few, small."""

    async def all(self, store_id: int) -> tuple[Group, ...]:
        """Every group of the store, ascending by id."""
        ...


class WritingGroups(ReadingGroups, Protocol):
    """Making and naming groups."""

    async def put(self, store_id: int, group: Group) -> None:
        """Nothing comes back; a group with this id is overwritten. Raises Taken("code")."""
        ...


class ReadingDefinitions(Protocol):
    """What a store's metafields may hold."""

    async def holders(self, store_id: int, key: str, after: int, limit: int) -> tuple[int, ...]:
        """Ids behind `after`, ascending, of customers who may have a value under that key, whatever its namespace."""
        ...

    async def all(self, store_id: int) -> tuple[Definition, ...]:
        """Every definition of the store, by position, namespace and key."""
        ...


class ReadingShelf(Protocol):
    """What a store keeps beside its customers."""

    async def read(self, store_id: int) -> Shelf:
        """Groups ascending by id, definitions by position, namespace and key; in one statement."""
        ...


class WritingDefinitions(ReadingDefinitions, Protocol):
    """Defining metafields."""

    async def held(self, store_id: int) -> tuple[Definition, ...]:
        """As `all`; none of them goes until the unit ends."""
        ...

    async def add(self, store_id: int, definition: Definition) -> bool:
        """False where there is one of the same namespace and key, which stays as it is."""
        ...

    async def put(self, store_id: int, definition: Definition) -> None:
        """Nothing comes back; a definition of the same namespace and key is overwritten."""
        ...

    async def drop(self, store_id: int, namespace: str, key: str) -> bool:
        """False when there was none."""
        ...


class ReadingStaff(Protocol):
    """Accounts of the installation."""

    async def get(self, staff_id: int) -> Staff | None:
        """The account, whatever its status, or None."""
        ...

    async def by_email(self, email_key: str) -> Staff | None:
        """The account with that e-mail (comparison form), or None."""
        ...

    async def by_key(self, key_hash: str) -> Staff | None:
        """The account with that API key (SHA-256, hex), or None."""
        ...

    async def all(self) -> Sequence[Staff]:
        """Every account, ascending by id."""
        ...

    async def credential(self, staff_id: int) -> Credential | None:
        """The password as stored, or None where none was set."""
        ...

    async def has_key(self, staff_id: int) -> bool:
        """True for an account with an API key."""
        ...


class WritingStaff(ReadingStaff, Protocol):
    """Accounts of the installation, and their passwords."""

    async def add(self, member: NewMember) -> int:
        """The id of the new account. Raises Taken("email")."""
        ...

    async def locked(self, staff_id: int) -> Staff | None:
        """The account, locked against other writers until the unit ends, or None."""
        ...

    async def put_epoch(self, staff_id: int, epoch: int) -> None:
        """Nothing comes back; what was opened in an epoch before is dead."""
        ...

    async def save(self, old: Staff, new: Staff) -> None:
        """Nothing comes back; the account is the new one, what it was granted excepted. Raises Taken("email")."""
        ...

    async def put_password(self, staff_id: int, credential: Credential) -> None:
        """Nothing comes back; password and epoch are replaced."""
        ...

    async def put_key(self, staff_id: int, key_hash: str | None) -> None:
        """Nothing comes back; that is the account's API key now, and no other. Raises Taken("key")."""
        ...


class ReadingSecondSteps(Protocol):
    """What accounts of the installation prove themselves with beside a password."""

    async def get(self, staff_id: int) -> SecondStep | None:
        """None for an account with a password alone."""
        ...


class WritingSecondSteps(ReadingSecondSteps, Protocol):
    """Asking for it, and taking what is given."""

    async def put(self, staff_id: int, secret: str | None, code_hashes: Sequence[str]) -> None:
        """Nothing comes back; that secret and those recovery codes hold, and no others. None: no second step."""
        ...

    async def put_codes(self, staff_id: int, code_hashes: Sequence[str]) -> None:
        """Nothing comes back; those recovery codes hold, and no others."""
        ...

    async def use(self, staff_id: int, period: int) -> bool:
        """True once for each period, and never for one before it: its code is used now."""
        ...

    async def use_code(self, staff_id: int, code_hash: str) -> bool:
        """True once: the recovery code is gone now."""
        ...


class ReadingSessions(Protocol):
    """Who is signed in."""

    async def get(self, store_id: int, id_hash: str) -> Session | None:
        """The session behind the hash, or None; never one that has expired."""
        ...

    async def of_customer(self, store_id: int, customer_id: int) -> Sequence[Session]:
        """Where the customer is signed in, the newest first."""
        ...

    async def of_staff(self, store_id: int, staff_id: int) -> Sequence[Session]:
        """The sessions of an account of the installation in one store, the newest first; none that has expired."""
        ...


class WritingSessions(ReadingSessions, Protocol):
    """Signing in and out."""

    async def add(self, store_id: int, session: Session) -> None:
        """Nothing comes back; sessions of the store that have expired may go on the way."""
        ...

    async def use(self, store_id: int, id_hash: str) -> bool:
        """True once: the session is marked as used now. False where it was already, or is not there."""
        ...

    async def drop(self, store_id: int, id_hash: str) -> bool:
        """False when it was not there."""
        ...

    async def drop_family(self, store_id: int, family: str) -> None:
        """Nothing comes back; all that follow each other are gone."""
        ...

    async def drop_expired(self, store_id: int) -> None:
        """Nothing comes back; sessions of the store that have ended by themselves are gone."""
        ...

    async def drop_customer(self, store_id: int, customer_id: int) -> None:
        """Nothing comes back; the customer is signed in nowhere."""
        ...

    async def drop_staff(self, store_id: int, staff_id: int) -> None:
        """Nothing comes back; the account is signed in nowhere in this store."""
        ...


class ReadingSecrets(Protocol):
    """Random values that the installation made for itself."""

    async def get(self, name: str) -> str | None:
        """The value, or None where it was not made yet."""
        ...


class WritingSecrets(ReadingSecrets, Protocol):
    """Making them."""

    async def keep(self, name: str, value: str) -> str:
        """The value that holds: this one, or the one that somebody else kept before."""
        ...


class Attempts(Protocol):
    """Tallies of failed logins: by what they count (`kind`) and a hash of whom."""

    async def get(self, store_id: int, kind: str, key_hash: str) -> Tally | None:
        """The tally, or None."""
        ...

    async def locked(self, store_id: int, kind: str, key_hash: str) -> Tally:
        """The tally, locked against other writers until the unit ends; an empty one where there is none."""
        ...

    async def put(self, store_id: int, kind: str, key_hash: str, tally: Tally) -> None:
        """Nothing comes back; the tally is this one now."""
        ...

    async def forget(self, store_id: int, kind: str, before: int) -> None:
        """Nothing comes back; tallies of that kind with a last moment before that one are gone."""
        ...


class Origins(Protocol):
    """Which client address made which account: a ledger beside the customers, gone with them."""

    async def count(self, store_id: int, origin_hash: str, since: int) -> int:
        """Accounts from there that were made at `since` or later."""
        ...

    async def oldest(self, store_id: int, origin_hash: str, since: int) -> int | None:
        """When the first of those was made, or None."""
        ...

    async def note(self, store_id: int, customer_id: int, origin_hash: str) -> None:
        """Nothing comes back; the account was made from there, now."""
        ...

    async def forget(self, store_id: int, customer_id: int) -> None:
        """Nothing comes back; the account does not count any more."""
        ...

    async def tidy(self, store_id: int, before: int) -> None:
        """Nothing comes back; what was made before that moment is forgotten."""
        ...


class ReadingHistory(Protocol):
    """What happened to customers."""

    async def of(self, store_id: int, customer_id: int, before: int, limit: int) -> Sequence[Event]:
        """Events of a customer before that version, the newest first."""
        ...

    async def after(self, store_id: int, position: int, limit: int) -> Sequence[Event]:
        """Events of a store behind that position, in order; only those that have one."""
        ...

    async def waits(self, store_id: int) -> bool:
        """True while an event of the store has no position."""
        ...


class WritingHistory(ReadingHistory, Protocol):
    """What happened, for whoever puts it in order; events themselves are written with what they tell."""

    async def number(self, store_id: int, most: int) -> None:
        """Nothing comes back; the oldest events without a position have one, about `most` of them."""
        ...


class Answers(Protocol):
    """Answers kept for calls that may be repeated."""

    async def begin(self, key_hash: str, request_hash: str, forgotten: int, given_up: int) -> KeptAnswer | None:
        """None where the key is the caller's from now on, else what is kept under it.

        Keys of that age (milliseconds UTC) are free: those taken at `forgotten` or before, and those of calls that
        began at `given_up` or before and stored nothing.
        """
        ...

    async def finish(self, key_hash: str, answer: KeptAnswer) -> None:
        """Nothing comes back; repetitions get this answer."""
        ...

    async def drop(self, key_hash: str) -> None:
        """Nothing comes back; the key is free again, unless something of the call is stored."""
        ...

    async def forget(self, before: int) -> None:
        """Nothing comes back; answers of that age are gone."""
        ...


class Outbox(Protocol):
    """Mail waiting to be sent; written in the transaction of the change that causes it."""

    async def add(self, store_id: int, kind: str, customer_id: int) -> None:
        """Nothing comes back."""
        ...

    async def due(self, limit: int, lease_ms: int) -> Sequence[Letter]:
        """Letters to be sent now; they are put off by the lease so that no second sender takes them."""
        ...

    async def done(self, letter: Letter) -> None:
        """Nothing comes back; the letter is gone."""
        ...

    async def retry(self, letter: Letter, next_at: int) -> None:
        """Nothing comes back; one more failed attempt is noted."""
        ...


class Reading(Protocol):
    """One reading unit of work."""

    @property
    def now(self) -> int:
        """The moment of this unit, milliseconds UTC."""
        ...

    @property
    def places(self) -> Places:
        """Countries and regions known to this installation."""
        ...

    @property
    def customers(self) -> ReadingCustomers: ...

    @property
    def purchases(self) -> ReadingPurchases: ...

    @property
    def shops(self) -> ReadingShops: ...

    @property
    def tokens(self) -> ReadingTokens: ...

    @property
    def credentials(self) -> ReadingCredentials: ...

    @property
    def groups(self) -> ReadingGroups: ...

    @property
    def definitions(self) -> ReadingDefinitions: ...

    @property
    def shelf(self) -> ReadingShelf: ...

    @property
    def staff(self) -> ReadingStaff: ...

    @property
    def second_steps(self) -> ReadingSecondSteps: ...

    @property
    def sessions(self) -> ReadingSessions: ...

    @property
    def secrets(self) -> ReadingSecrets: ...

    @property
    def history(self) -> ReadingHistory: ...


class Writing(Protocol):
    """One writing unit of work: it commits when the operation returns and is undone when it raises."""

    @property
    def now(self) -> int: ...

    @property
    def places(self) -> Places: ...

    @property
    def customers(self) -> WritingCustomers: ...

    @property
    def purchases(self) -> WritingPurchases: ...

    @property
    def shops(self) -> WritingShops: ...

    @property
    def tokens(self) -> WritingTokens: ...

    @property
    def credentials(self) -> WritingCredentials: ...

    @property
    def groups(self) -> WritingGroups: ...

    @property
    def definitions(self) -> WritingDefinitions: ...

    @property
    def shelf(self) -> ReadingShelf: ...

    @property
    def staff(self) -> WritingStaff: ...

    @property
    def second_steps(self) -> WritingSecondSteps: ...

    @property
    def sessions(self) -> WritingSessions: ...

    @property
    def secrets(self) -> WritingSecrets: ...

    @property
    def attempts(self) -> Attempts: ...

    @property
    def origins(self) -> Origins: ...

    @property
    def history(self) -> WritingHistory: ...

    @property
    def answers(self) -> Answers: ...

    @property
    def outbox(self) -> Outbox: ...


class Store(Protocol):
    """Where everything is kept."""

    @property
    def places(self) -> Places:
        """Countries and regions known to this installation; the same object for as long as the store is open."""
        ...

    async def read(self, work: Callable[[Reading], Awaitable[T]], *, heavy: bool = False) -> T:
        """What `work` returns. `heavy`: it may scan, so it must not hold up the event loop.

        `work` awaits nothing but its unit: on SQLite it runs on one connection of the loop's own thread.
        """
        ...

    async def write(self, work: Callable[[Writing], Awaitable[T]]) -> T:
        """What `work` returns, after the commit. It may be run again from the start when the database asks for it,

        so it must not change anything but its unit. Raises Unavailable when the database stays away.
        """
        ...


class Settling(Protocol):
    """The end of the write rule: what every changed customer goes through on its way into the store."""

    async def save(
        self,
        unit: Writing,
        before: Customer,
        told: Customer,
        *,
        keeps_mirrors: bool = False,
        also: Changes = NOTHING,
    ) -> Customer:
        """The customer as stored. `before` is locked; `also` goes into the history, too. Raises Taken."""
        ...


class Desk(Protocol):
    """All that an operation with more than one step may use: a hash between a read and a write, for example."""

    @property
    def store(self) -> Store: ...

    @property
    def hasher(self) -> Hasher: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def record(self) -> Settling: ...

    def nudge(self) -> None:
        """Nothing comes back; whoever sends the mail looks into the outbox now instead of a little later."""
        ...
