"""What is said of things that one dialect alone may say, and of passwords."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

PASSWORD: Final = st.fixed_dictionaries({"password": st.sampled_from(("first-secret-1", "second-secret-2", "third-3"))})
METAFIELDS: Final = st.sampled_from(
    ({"custom": {"size": "M"}}, {"custom": {"size": "L", "vip": True}}, {"custom": {"vip": False}}, {})
)
PURCHASES: Final = st.fixed_dictionaries({"orders": st.sampled_from((0, 1, 3)), "credit": st.sampled_from((0, 0, 250))})


def _entry(related: str, attributes: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"related": st.just(related), "attributes": attributes})


_VALUES: Final = st.sampled_from(("red", "blue", "<b>x</b>"))
PROPERTY: Final = _entry(
    "property",
    st.fixed_dictionaries(
        {"type": st.sampled_from(("colour", "size")), "languageid": st.sampled_from((None, "en")), "value": _VALUES}
    ),
)
PROPERTY_CHANGE: Final = _entry("property", st.fixed_dictionaries({"value": _VALUES}))
LIST_ITEM: Final = _entry(
    "relationships",
    st.fixed_dictionaries(
        {
            "domain": st.sampled_from(("product", "product", "product", "product", "customer/group")),
            "refid": st.sampled_from(("1", "2", "3")),
            "type": st.sampled_from(("default", "favorite")),
        }
    ),
)
LIST_CHANGE: Final = _entry("relationships", st.fixed_dictionaries({"refid": st.sampled_from(("1", "2", "3"))}))
