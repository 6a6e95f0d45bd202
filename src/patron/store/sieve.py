"""What a customer must hold to be found, as tests of one row: in SQL, and of the rows of a sample."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from patron.domain.listing import Window
from patron.domain.seeking import Scope, Search, number_in
from patron.store import tables
from patron.store.pages import LARGEST
from patron.store.spelling import ONE, ZERO, Element, Spelling, whole
from patron.store.statement import Value

_customer = tables.customer.c
_SMALLEST: Final = -(2**62)


class Sieve(Struct, frozen=True):
    """Which tests there are; what they ask for is in the parameters that `values_of` gives."""

    words: int = 0
    number: bool = False
    """Digits in a row are as good as the words."""
    status: bool = False
    group: bool = False
    default_group: bool = False
    """The group is that of everybody who is in none."""
    tag: bool = False
    created: bool = False
    updated: bool = False

    @property
    def is_open(self) -> bool:
        """True when everybody passes."""
        return self == _OPEN

    @property
    def has_text(self) -> bool:
        """True when a text is looked for."""
        return self.words > 0

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters of the tests."""
        asked = {
            ("number",): self.number,
            ("status",): self.status,
            ("group_id",): self.group,
            ("tag",): self.tag,
            ("created_start", "created_end"): self.created,
            ("updated_start", "updated_end"): self.updated,
        }
        words = (f"{kind}{place}" for place in range(self.words) for kind in ("word", "plain"))
        return (*words, *(name for names, there in asked.items() if there for name in names))


_OPEN: Final = Sieve()


def sieve_of(search: Search, scope: Scope) -> Sieve:
    """The tests that the search asks for."""
    return Sieve(
        words=len(search.words),
        number=bool(search.number),
        status=search.status is not None,
        group=scope.group_id is not None,
        default_group=scope.group_id is not None and scope.group_id == scope.default_group_id,
        tag=search.tag is not None,
        created=not search.created.unbounded,
        updated=not search.updated.unbounded,
    )


def values_of(search: Search, scope: Scope) -> dict[str, Value]:
    """Parameter -> value, of all tests."""
    windows = {"created": bounds(search.created), "updated": bounds(search.updated)}
    return {
        "store_id": scope.store_id,
        **{f"word{place}": word for place, word in enumerate(search.words)},
        **{f"plain{place}": number_in(word) or word for place, word in enumerate(search.words)},
        "number": search.number,
        "status": search.status,
        "group_id": scope.group_id,
        "tag": search.tag,
        **{f"{name}_start": window[0] for name, window in windows.items()},
        **{f"{name}_end": window[1] for name, window in windows.items()},
    }


def bounds(window: Window) -> tuple[int, int]:
    """The first moment of the window, and the first behind it, as the database can compare with them."""
    start = _SMALLEST if window.start is None else window.start
    end = LARGEST if window.end is None else window.end
    return max(_SMALLEST, min(start, LARGEST)), max(_SMALLEST, min(end, LARGEST))


def tests(sql: Spelling, sieve: Sieve) -> list[ColumnElement[bool]]:
    """What must be true of a row of the customers; nothing of it makes an engine begin with another index."""
    found: list[ColumnElement[bool]] = []
    if sieve.status:
        found.append(_customer.status + ZERO == whole("status"))
    for name, there in (("created", sieve.created), ("updated", sieve.updated)):
        if there:
            moment = _customer[f"{name}_at"] + ZERO
            found += [moment >= whole(f"{name}_start"), moment < whole(f"{name}_end")]
    if sieve.tag:
        found.append(has_tag().is_not(None))
    if sieve.group:
        found.append(in_group(default=sieve.default_group))
    if sieve.has_text:
        found.append(_holds_text(sql, sieve))
    return found


def has_tag() -> Element:
    """1 of whoever has the tag, else null."""
    tag = tables.tag.c
    own = (tag.store_id == whole("store_id"), tag.customer_id == _customer.id, tag.name == bindparam("tag"))
    return select(ONE).where(*own).correlate(tables.customer).scalar_subquery()


def in_group(*, default: bool) -> ColumnElement[bool]:
    """True of whoever is in the group; of whoever is in none, too, where it is the default one."""
    item = tables.list_item.c
    own = (item.store_id == whole("store_id"), item.customer_id == _customer.id, item.group_id.is_not(None))
    # Counted, because PostgreSQL would gather all members of the group first for an EXISTS.
    groups = select(func.count()).select_from(tables.list_item).where(*own).correlate(tables.customer)
    member = groups.where(item.group_id == whole("group_id")).scalar_subquery() > ZERO
    return or_(member, groups.scalar_subquery() == ZERO) if default else member


def text_beside(sql: Spelling, table: Any) -> Element:
    """The text of the customer in `search` or `marks`."""
    return select(table.c.text).where(sql.beside(table, _customer.id)).correlate(tables.customer).scalar_subquery()


def _holds_text(sql: Spelling, sieve: Sieve) -> ColumnElement[bool]:
    texts, marks = sql.search, sql.marks
    text, mark = texts.c.text, marks.c.text
    found = and_(*(_holds_word(sql, text, mark, place) for place in range(sieve.words)))
    if sieve.number:
        found = or_(found, sql.contains(mark, bindparam("number")))
    same = sql.beside(marks, texts.c[sql.search_id])
    both = texts.outerjoin(marks, same)
    of_row = select(found).select_from(both).where(sql.beside(texts, _customer.id)).correlate(tables.customer)
    holds: ColumnElement[bool] = of_row.scalar_subquery()
    return holds


def _holds_word(sql: Spelling, text: Element, mark: Element, place: int) -> ColumnElement[bool]:
    word: Element = bindparam(f"word{place}")
    plain: Element = bindparam(f"plain{place}")
    return or_(sql.contains(text, word), sql.contains(mark, word), sql.contains(mark, plain))


class Row(Struct, frozen=True):
    """A customer of a sample, with all that tests look at."""

    status: int
    created_at: int
    updated_at: int
    text: str
    mark: str
    tagged: bool
    grouped: bool

    def holds(self, word: str) -> bool:
        """True where the word is contained anywhere."""
        return word in self.text or self.is_marked(word)

    def is_marked(self, word: str) -> bool:
        """True where the word, or the number that it is, is contained in the marks."""
        return word in self.mark or (number_in(word) or word) in self.mark


def passes(row: Row, search: Search, sieve: Sieve) -> bool:
    """True where the row passes every test of the sieve."""
    words = search.words
    found = (
        not sieve.has_text or all(map(row.holds, words)) or (sieve.number and search.number in row.mark),
        not sieve.status or row.status == search.status,
        not sieve.tag or row.tagged,
        not sieve.group or row.grouped,
        not sieve.created or within(row.created_at, search.created),
        not sieve.updated or within(row.updated_at, search.updated),
    )
    return all(found)


def within(moment: int, window: Window) -> bool:
    """True where the moment is in the window."""
    start, end = bounds(window)
    return start <= moment < end
