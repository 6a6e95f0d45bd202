"""The GraphQL runner, with a schema of no platform: what is answered, how errors read, what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import graphql
import pytest
from graphql import build_schema, get_introspection_query

from patron.wire.graphql import LONGEST_KEPT, Arguments, Endpoint, Limits, QueryError, Resolve, Resolvers, Wanted
from patron.wire.graphql.words import shown, syntax_text

SDL = """
interface Thing { id: ID! }
type Plant implements Thing {
  id: ID!  name: String!  height: Float  tags: [String!]!  neighbours: [Plant]  garden: Garden  colour: Colour
  greet(name: String = "you", loud: Boolean): String
}
type Garden { name: String  plants(first: Int!): [Plant!] }
enum Colour { RED GREEN }
input Wish { key: String!  colours: [Colour!]  size: Int = 3  inner: Wish }
type Query {
  hello: String!  plant(id: String): Plant  plants(wishes: [Wish]): [Plant]  never: Plant!  echo(wish: Wish!): String
}
"""
LIBRARY: Any = graphql
OAK: Mapping[str, Any] = {"id": "1", "name": "Oak", "height": None, "tags": ("tall", "old"), "colour": "GREEN"}
ELM: Mapping[str, Any] = {"id": "2", "name": "Elm", "height": 3.5, "tags": (), "colour": "MAUVE"}
NAMELESS: Mapping[str, Any] = {"id": "3", "name": None, "height": 1, "tags": (), "colour": None}


async def _plant(_source: object, arguments: Arguments, garden: list[Any], wanted: Wanted) -> object:
    garden.append(("plant", dict(arguments), wanted))
    return {"1": OAK, "2": ELM, "3": NAMELESS}.get(str(arguments.get("id")))


async def _plants(_source: object, arguments: Arguments, garden: list[Any], wanted: Wanted) -> object:
    garden.append(("plants", dict(arguments), wanted))
    return None if arguments.get("wishes") == [] else [OAK, None, ELM]


async def _of_garden(_source: object, arguments: Arguments, garden: list[Any], _wanted: Wanted) -> object:
    garden.append(("of_garden", dict(arguments)))
    return [OAK, ELM][: arguments["first"]]


async def _never(_source: object, _arguments: Arguments, _garden: object, _wanted: Wanted) -> object:
    return None


def _column(name: str) -> Resolve:
    def value(source: Mapping[str, Any], _arguments: Arguments, _context: object) -> object:
        return source[name]

    return value


def _greeting(source: Mapping[str, Any], arguments: Arguments, _context: object) -> str:
    words = f"{source['name']} greets {arguments['name']}"
    return words.upper() if arguments.get("loud") else words


RESOLVERS = {
    "Query": Resolvers(
        {"hello": lambda _s, _a, _c: "Hello", "echo": lambda _s, arguments, _c: repr(arguments["wish"])},
        {"plant": _plant, "plants": _plants, "never": _never},
    ),
    "Plant": Resolvers(
        {
            **{name: _column(name) for name in ("id", "name", "height", "tags", "colour")},
            "neighbours": lambda _s, _a, _c: [OAK],
            "garden": lambda _s, _a, _c: {"name": "Kew"},
            "greet": _greeting,
        }
    ),
    "Garden": Resolvers({"name": _column("name")}, {"plants": _of_garden}),
}


@pytest.fixture(scope="module")
def garden() -> Endpoint:
    return Endpoint(SDL, RESOLVERS)


def ask(endpoint: Endpoint, text: str, **variables: object) -> dict[str, Any]:
    """The answer."""
    return asyncio.run(endpoint.prepared(text, variables).run([]))


def loads(endpoint: Endpoint, text: str) -> list[Any]:
    """What was loaded for the answer."""
    seen: list[Any] = []
    asyncio.run(endpoint.prepared(text, {}).run(seen))
    return seen


def refusal(endpoint: Endpoint, text: str, **variables: object) -> str:
    """What the answer fails with."""
    with pytest.raises(QueryError) as caught:
        ask(endpoint, text, **variables)
    return str(caught.value)


# -- answers ---------------------------------------------------------------------------------------------------------


def test_fields_come_in_the_order_of_the_document_under_their_aliases(garden: Endpoint) -> None:
    found = ask(garden, '{ b: plant(id: "2") { tags height name } hello a: plant(id: "1") { __typename id } }')
    assert found == {
        "b": {"tags": [], "height": 3.5, "name": "Elm"},
        "hello": "Hello",
        "a": {"__typename": "Plant", "id": "1"},
    }
    assert list(found) == ["b", "hello", "a"]
    assert list(found["b"]) == ["tags", "height", "name"]


def test_what_the_schema_lacks_vanishes_without_a_trace(garden: Endpoint) -> None:
    assert ask(garden, "{ nope }") == {}
    assert ask(garden, '{ nope { deep(x: 1) { er } } plant(id: "1", bogus: 2) { id nope ...Gone } }') == {
        "plant": {"id": "1"}
    }
    assert ask(garden, '{ plant(id: "1") { ... on Garden { name } ... on Nothing { id } } }') == {"plant": {}}


def test_an_object_without_a_selection_is_empty_and_one_on_a_leaf_is_ignored(garden: Endpoint) -> None:
    assert ask(garden, '{ plant(id: "1") hello { x } }') == {"plant": {}, "hello": "Hello"}


def test_null_stays_null_in_fields_and_lists(garden: Endpoint) -> None:
    assert ask(garden, '{ plant(id: "9") { id } plants { id height } }') == {
        "plant": None,
        "plants": [{"id": "1", "height": None}, None, {"id": "2", "height": 3.5}],
    }
    assert ask(garden, "{ plants(wishes: []) { id } }") == {"plants": None}


def test_the_same_field_twice_is_one_with_both_selections(garden: Endpoint) -> None:
    text = """
      { plant(id: "1") { id } ...F ... on Query { plant(id: "1") { garden { name } } } }
      fragment F on Query { plant(id: "1") { name } }
    """
    assert ask(garden, text) == {"plant": {"id": "1", "name": "Oak", "garden": {"name": "Kew"}}}
    assert len(loads(garden, text)) == 1


def test_fragments_on_an_interface_and_in_circles_are_selections_like_any(garden: Endpoint) -> None:
    text = '{ plant(id: "1") { ...A } } fragment A on Thing { id ...B } fragment B on Plant { name ...A }'
    assert ask(garden, text) == {"plant": {"id": "1", "name": "Oak"}}


@pytest.mark.parametrize(
    ("flag", "expected"), [(True, {"plant": {"name": "Oak"}}), (False, {"hello": "Hello", "plant": {"id": "1"}})]
)
def test_skip_and_include_decide_by_variable_each_time(garden: Endpoint, flag: bool, expected: object) -> None:
    text = 'query($x: Boolean!) { hello @skip(if: $x) plant(id: "1") { id @skip(if: $x) name @include(if: $x) } }'
    assert ask(garden, text, x=flag) == expected


def test_arguments_have_their_defaults_and_variables(garden: Endpoint) -> None:
    text = """query($n: String, $l: Boolean = true) {
      plant(id: "1") { greet a: greet(name: $n) b: greet(name: "me", loud: $l) }
    }"""
    assert ask(garden, text)["plant"] == {"greet": "Oak greets you", "a": "Oak greets you", "b": "OAK GREETS ME"}
    assert ask(garden, text, n="all", l=False)["plant"]["a"] == "Oak greets all"
    assert ask(garden, text, n=None)["plant"]["a"] == "Oak greets None"


def test_a_loader_is_told_everything_that_is_selected_below_it(garden: Endpoint) -> None:
    seen = loads(garden, '{ plant(id: "1") { garden { plants(first: 1) { name } } } }')
    assert seen[0] == ("plant", {"id": "1"}, {"Plant.garden", "Garden.plants", "Plant.name"})
    assert seen[1] == ("of_garden", {"first": 1})


def test_calls_tell_the_outermost_fields_before_anything_is_loaded(garden: Endpoint) -> None:
    prepared = garden.prepared("query($i: String) { hello plant(id: $i) { name } nope }", {"i": "7"})
    assert [(call.name, call.arguments, call.wanted) for call in prepared.calls()] == [
        ("hello", {}, frozenset()),
        ("plant", {"id": "7"}, {"Plant.name"}),
    ]


def test_a_document_is_compiled_once(garden: Endpoint) -> None:
    text = "query($x: Boolean!) { hello @include(if: $x) again: hello }"
    first, second = garden.prepared(text, {"x": True}), garden.prepared(text, {"x": True})
    assert first.plan is second.plan
    assert garden.prepared(text, {"x": False}).plan is not first.plan


def test_the_oldest_documents_are_forgotten_and_still_answered() -> None:
    endpoint = Endpoint(SDL, RESOLVERS)
    first = endpoint.prepared("{ hello }", {}).plan
    for number in range(3000):
        assert ask(endpoint, f"{{ a{number}: hello }}") == {f"a{number}": "Hello"}
    again = endpoint.prepared("{ hello }", {})
    assert again.plan is not first
    assert ask(endpoint, "{ hello }") == {"hello": "Hello"}


def test_what_is_kept_of_documents_is_bounded_by_what_was_compiled() -> None:
    endpoint = Endpoint(SDL, RESOLVERS)
    first = endpoint.prepared("{ hello }", {}).plan
    assert endpoint.prepared("{ hello }", {}).plan is first
    for number in range(20):
        text = f"{{ a{number}: hello " + " ".join(["hello"] * 300) + " }"
        assert len(text) < LONGEST_KEPT
        endpoint.prepared(text, {})
    assert endpoint.prepared("{ hello }", {}).plan is not first
    long = "{ hello " + "#" + "x" * LONGEST_KEPT + "\n }"
    assert endpoint.prepared(long, {}).plan is not endpoint.prepared(long, {}).plan


def test_two_variants_of_a_document_are_kept() -> None:
    endpoint = Endpoint(SDL, RESOLVERS)
    text = "query($a: Boolean!, $b: Boolean!) { hello a: hello @include(if: $a) b: hello @include(if: $b) }"
    sent = [{"a": a, "b": b} for a in (True, False) for b in (True, False)]
    plans = [endpoint.prepared(text, one).plan for one in sent]
    assert [endpoint.prepared(text, one).plan is plan for one, plan in zip(sent, plans, strict=True)] == [
        True,
        True,
        False,
        False,
    ]


def test_an_answer_has_a_limit_of_bytes() -> None:
    endpoint = Endpoint(SDL, RESOLVERS, Limits(size=30))
    assert ask(endpoint, "{ hello a: hello }") == {"hello": "Hello", "a": "Hello"}
    with pytest.raises(QueryError) as caught:
        ask(endpoint, "{ hello a: hello b: hello }")
    assert str(caught.value) == "Query is too expensive: its answer is too long."


def test_an_answer_may_have_four_million_bytes() -> None:
    for length, good in ((3_999_900, True), (4_000_000, False)):
        endpoint = Endpoint(SDL, {**RESOLVERS, "Query": _saying("x" * length)})
        if good:
            assert len(ask(endpoint, "{ hello }")["hello"]) == length
        else:
            assert refusal(endpoint, "{ hello }") == "Query is too expensive: its answer is too long."


def test_an_answer_may_have_half_a_million_values() -> None:
    for plants, good in ((249_999, True), (250_000, False)):
        endpoint = Endpoint(SDL, {**RESOLVERS, "Query": _saying("", [ELM] * plants)})
        if good:
            assert len(ask(endpoint, "{ plants { a: id b: height } }")["plants"]) == plants
        else:
            said = refusal(endpoint, "{ plants { a: id b: height } }")
            assert said == "Query is too expensive: it asks for too many values."


def _saying(hello: str, plants: list[Mapping[str, Any]] | None = None) -> Resolvers:
    """The fields of Query, two of which say that."""

    async def listed(_source: object, _arguments: Arguments, _garden: object, _wanted: Wanted) -> object:
        return plants

    query = RESOLVERS["Query"]
    return Resolvers({**query.resolves, "hello": lambda _s, _a, _c: hello}, {**query.loads, "plants": listed})


def test_introspection_says_what_graphql_core_says(garden: Endpoint) -> None:
    text = get_introspection_query()
    assert ask(garden, text) == LIBRARY.graphql_sync(build_schema(SDL), text).data
    assert ask(garden, '{ __type(name: "Colour") { kind enumValues { name } } t: __type(name: "No") { name } }') == {
        "__type": {"kind": "ENUM", "enumValues": [{"name": "RED"}, {"name": "GREEN"}]},
        "t": None,
    }


def test_a_schema_with_a_field_that_nothing_answers_is_refused_at_the_start() -> None:
    with pytest.raises(LookupError, match=r"nothing answers Query\.more"):
        Endpoint("type Query { hello: String more: String }", {"Query": Resolvers({"hello": _column("x")})})


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{ customers { items { ema", "Syntax Error: Expected Name, found <EOF>."),
        ("not graphql", 'Syntax Error: Unexpected Name "not".'),
        ("{ a(", "Syntax Error: Expected Name, found <EOF>."),
        ("{ a(b 1) }", 'Syntax Error: Expected ":", found Int "1".'),
        ("{ a(b: ) }", 'Syntax Error: Unexpected ")".'),
        ("{ a } }", 'Syntax Error: Unexpected "}".'),
        ("{ }", 'Syntax Error: Expected Name, found "}".'),
        ('{ a(b: "x) }', "Syntax Error: Unterminated string."),
        (
            "{ a(b: 'x') }",
            "Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (\")?",
        ),
        ("{ a ? }", 'Syntax Error: Unexpected character: "?".'),
        ("{ a(b: 01) }", 'Syntax Error: Invalid number, unexpected digit after 0: "1".'),
        ("{ a(b: 1.) }", 'Syntax Error: Invalid number, expected digit but got: ")".'),
        ('{ a(b: "\\q") }', 'Syntax Error: Invalid character escape sequence: "\\q".'),
        ("fragment on on Plant { id }", 'Syntax Error: Unexpected Name "on".'),
        ("fragment F Plant { id }", 'Syntax Error: Expected "on", found Name "Plant".'),
        ("query { a } mutation { b }", "Must provide operation name if query contains multiple operations."),
        ("fragment F on Plant { id }", "Must provide an operation."),
        ("mutation { a }", "Schema is not configured to execute mutation operation."),
        ("subscription { a }", "Schema is not configured to execute subscription operation."),
        (
            '{ plants(wishes: [{key: "k", colours: [BLUE]}]) { id } }',
            'Argument "wishes" has invalid value [{key: "k", colours: [BLUE]}].',
        ),
        ("{ plant(id: 5) { id } }", 'Argument "id" has invalid value 5.'),
        ("{ echo }", 'Argument "wish" of required type "Wish!" was not provided.'),
        ("{ echo(wish: null) }", 'Argument "wish" of non-null type "Wish!" must not be null.'),
        (
            "query($w: Wish) { echo(wish: $w) }",
            (
                'Argument "wish" of required type "Wish!" was provided the variable "$w"'
                " which was not provided a runtime value."
            ),
        ),
        ("{ hello @skip }", 'Argument "if" of required type "Boolean!" was not provided.'),
        ("{ __type { name } }", 'Argument "name" of required type "String!" was not provided.'),
        (
            "query($x: Nope) { hello }",
            'Variable "$x" expected value of type "Nope" which cannot be used as an input type.',
        ),
        (
            "query($x: [Plant!]) { hello }",
            'Variable "$x" expected value of type "[Plant!]" which cannot be used as an input type.',
        ),
        ("query($x: String!) { hello }", 'Variable "$x" of required type "String!" was not provided.'),
        ("{ never { id } }", "Cannot return null for non-nullable field Query.never."),
        ('{ plant(id: "3") { name } }', "Cannot return null for non-nullable field Plant.name."),
        ('{ plant(id: "2") { colour } }', 'Enum "Colour" cannot represent value: "MAUVE"'),
    ],
)
def test_the_first_error_reads_as_graphql_js_words_it(garden: Endpoint, text: str, message: str) -> None:
    assert refusal(garden, text) == message


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ("x", 'got invalid value "x"; Expected type "Wish" to be an object.'),
        ({}, 'got invalid value {}; Field "key" of required type "String!" was not provided.'),
        ([], 'got invalid value []; Field "key" of required type "String!" was not provided.'),
        ({"key": 5}, 'got invalid value 5 at "w.key"; String cannot represent a non string value: 5'),
        ({"key": None}, 'got invalid value null at "w.key"; Expected non-nullable type "String!" not to be null.'),
        (
            {"key": "k", "kay": 1},
            'got invalid value { key: "k", kay: 1 }; Field "kay" is not defined by type "Wish". Did you mean "key"?',
        ),
        ({"key": "k", "size": 1.5}, 'got invalid value 1.5 at "w.size"; Int cannot represent non-integer value: 1.5'),
        (
            {"key": "k", "size": 2**31},
            (
                'got invalid value 2147483648 at "w.size";'
                " Int cannot represent non 32-bit signed integer value: 2147483648"
            ),
        ),
        (
            {"key": "k", "size": True},
            'got invalid value true at "w.size"; Int cannot represent non-integer value: true',
        ),
        (
            {"key": "k", "colours": ["RED", "RAD"]},
            (
                'got invalid value "RAD" at "w.colours[1]"; Value "RAD" does not exist in "Colour" enum.'
                ' Did you mean the enum value "RED"?'
            ),
        ),
        (
            {"key": "k", "colours": 1},
            'got invalid value 1 at "w.colours"; Enum "Colour" cannot represent non-string value: 1.',
        ),
        (
            {"key": "k", "inner": {"key": []}},
            'got invalid value [] at "w.inner.key"; String cannot represent a non string value: []',
        ),
    ],
)
def test_a_variable_that_does_not_fit_is_told_with_its_place(garden: Endpoint, wish: object, message: str) -> None:
    assert refusal(garden, "query($w: Wish!) { echo(wish: $w) }", w=wish) == f'Variable "$w" {message}'


def test_null_for_a_required_variable_is_not_the_same_as_none_at_all(garden: Endpoint) -> None:
    text = "query($w: Wish!) { echo(wish: $w) }"
    assert refusal(garden, text, w=None) == 'Variable "$w" of non-null type "Wish!" must not be null.'
    assert refusal(garden, text) == 'Variable "$w" of required type "Wish!" was not provided.'


def test_good_variables_are_read_into_the_types_of_the_schema(garden: Endpoint) -> None:
    text = "query($w: Wish!) { echo(wish: $w) }"
    found = ask(garden, text, w={"key": "k", "colours": "RED", "size": 4.0, "inner": None})
    assert found == {"echo": repr({"key": "k", "colours": ["RED"], "size": 4, "inner": None})}
    assert ask(garden, text, w={"key": "k"}) == {"echo": repr({"key": "k", "size": 3})}


def test_an_error_in_what_is_never_reached_is_none(garden: Endpoint) -> None:
    text = '{ plant(id: "9") { greet(name: 5) garden { plants(first: $x) { id @skip } } } }'
    assert ask(garden, text) == {"plant": None}
    assert refusal(garden, text.replace("9", "1")) == 'Argument "name" has invalid value 5.'


PLAIN: tuple[object, ...] = (1.0, 1.5, "é\n", None, True, {}, [])


def test_values_are_printed_as_javascript_does() -> None:
    deep = {"a": {"b": {"c": {"d": 1}}}}
    assert shown(deep) == "{ a: { b: { c: [Object] } } }"
    assert shown([[[[1]]]]) == "[[[[Array]]]]"
    assert shown(list(range(12))) == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... 2 more items]"
    assert shown(list(range(11))) == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... 1 more item]"
    assert list(map(shown, PLAIN)) == [
        "1",
        "1.5",
        '"é\\n"',
        "null",
        "true",
        "{}",
        "[]",
    ]
    assert syntax_text("Syntax Error: Unexpected String 'it's'.") == 'Syntax Error: Unexpected String "it\'s".'


# -- limits ----------------------------------------------------------------------------------------------------------

DOUBLING = "{ plant { ...F0 } } " + " ".join(
    f"fragment F{i} on Plant {{ a: neighbours {{ ...F{i + 1} }} b: neighbours {{ ...F{i + 1} }} }}" for i in range(40)
)
MISSING = 'Argument "wish" of required type "Wish!" was not provided.'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{ plant " * 9000, "Syntax Error: Document is nested too deeply. Parsing aborted."),
        ("{ plant(id: " + "[" * 20_000, "Syntax Error: Document is nested too deeply. Parsing aborted."),
        ("{ " + "hello " * 16_000 + "}", "Syntax Error: Document contains more than 3000 tokens. Parsing aborted."),
        (
            "{ " + " ".join(f"a{i}: hello" for i in range(1000)) + " }",
            "Syntax Error: Document contains more than 3000 tokens. Parsing aborted.",
        ),
        (
            "{ "
            + " ".join(f"a{i}: hello" for i in range(990))
            + " ...F ...F } fragment F on Query { "
            + "hello " * 12
            + "}",
            "Document selects more than 1000 fields.",
        ),
        ("#\n" * 50_000 + "{ hello }", "Syntax Error: Document contains more than 1000 comments. Parsing aborted."),
        (
            "{ plant(id: " + "[" * 150 + "]" * 150 + ") { id } }",
            f'Argument "id" has invalid value {"[" * 150}{"]" * 150}.',
        ),
        ('{ plant(id: "1") { ' + "... { " * 90 + "x" + " }" * 90 + " } echo }", MISSING),
        ("{ nothing " + "{ x " * 150 + "}" * 150 + " echo }", MISSING),
        (
            "{ plant { ...F } } fragment F on Plant { neighbours { ...F } }",
            "Document is nested more than 20 fields deep.",
        ),
        ("{ plant " + "{ neighbours " * 20 + "{ id }" + "}" * 21, "Document is nested more than 20 fields deep."),
        (DOUBLING, "Document is nested more than 20 fields deep."),
    ],
)
def test_a_hostile_document_is_refused_in_no_time(garden: Endpoint, text: str, message: str) -> None:
    started = perf_counter()
    assert refusal(garden, text) == message
    assert perf_counter() - started < 0.5  # a few milliseconds, on a machine that does nothing else


def test_what_is_allowed_is_allowed_up_to_the_limit(garden: Endpoint) -> None:
    assert len(ask(garden, "{ " + " ".join(f"a{i}: hello" for i in range(990)) + " }")) == 990
    assert ask(garden, '{ plant(id: "1") ' + "{ neighbours " * 18 + "{ id }" + "}" * 19) != {}


def test_an_answer_that_grows_beyond_measure_is_cut_off() -> None:
    text = "{ plants { neighbours { id name garden { name } } } }"  # 1 + 2 * (1 + 3 + 1) fields
    tight, enough = (Endpoint(SDL, RESOLVERS, Limits(values=values)) for values in (10, 11))
    assert refusal(tight, text) == "Query is too expensive: it asks for too many values."
    assert ask(enough, text)["plants"][1] is None
