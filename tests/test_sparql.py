"""What is told of a query from its text: no disguise of SERVICE passes, nothing takes longer than its length explains."""

import time
from contextlib import suppress

import pytest

from kg.errors import QueryError
from kg.sparql import chooses_graphs, explained, prologue, refuse_deep, refuse_federated, refuse_load

AIM = "http://127.0.0.1:1/"
# Names of prefixes that Oxigraph takes, letters or not.
NAMES = [
    "",
    "s",
    "é",
    "中·x",
    "a‿b",
    "à",
    "\u200cb",
    "\u200d",
    "\u3001",
    "\u1680",
    "service",
    "a-service",
    "silent",
]
LENGTH = 1 << 19
PIECES = [
    *(
        "service",
        "service#",
        "service.",
        "service ",
        "-1service",
        "service silent ",
        "servic\\u0065 ",
        "service#\n",
    ),
    *(
        "load",
        "load.",
        "from ",
        "from.",
        "from-from ",
        "prefix ",
        "prefix\n",
        "prefix",
        "a:",
        "a.",
        "a-",
        " ",
        "\n",
    ),
    *(
        "<",
        "<a",
        "'",
        '"',
        "'''",
        '"""',
        "'''\"\"\"",
        '"\\',
        "\\",
        "'a\n",
        "#",
        "#\n",
        "(",
        "[",
        "(<",
        "union ",
        "\\u0061",
    ),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("keyword", ["SERVICE", "service silent", "SERVICE#'\n"])
def test_no_prefix_hides_a_service_or_a_load(keyword: str, name: str) -> None:
    with pytest.raises(QueryError, match="network"):
        refuse_federated(f"PREFIX {name}: <{AIM}> SELECT * {{ {keyword} {name}:x {{ ?a ?b ?c }} }}")
    with pytest.raises(QueryError, match="network"):
        refuse_load(f"PREFIX {name}: <{AIM}> {keyword.lower().replace('service', 'load')} {name}:x")


@pytest.mark.parametrize(
    "service",
    ["-1SERVICE", "1e-5SERVICE", "true SERVICE", "'x'SERVICE", "a:b .SERVICE", "\\U00000053ERVICE"],
)
def test_nothing_ahead_hides_a_service(service: str) -> None:
    with pytest.raises(QueryError, match="network"):
        refuse_federated(f"SELECT * {{ ?a ?b {service}<{AIM}> {{ ?a ?b ?c }} }}")


@pytest.mark.parametrize(
    "harmless",
    [
        "SELECT ?service { ?service a ?microservice ; sd:service <a:a> }",
        'SELECT * { ?a rdfs:label "public service" . ?a a:b ?c }',
        'SELECT * { FILTER(CONTAINS(?a, "service")) ?a a:b <a:c> }',
        "SELECT * { ?download a:payload <a:a> }",
    ],
)
def test_the_word_alone_is_no_service(harmless: str) -> None:
    refuse_federated(harmless)
    refuse_load(harmless)


@pytest.mark.parametrize("piece", PIECES)
def test_the_time_of_every_check_is_in_line_with_the_length(piece: str) -> None:
    text = piece * (LENGTH // len(piece))
    for check in (refuse_federated, refuse_load, refuse_deep, chooses_graphs, prologue, _explain):
        start = time.process_time()
        with suppress(QueryError):
            check(text)
        assert time.process_time() - start < 1, check


def _explain(sparql: str) -> None:
    explained(sparql, "error at 1:1: x")


@pytest.mark.parametrize(
    "fine",
    [
        f"SELECT * {{ ?a ?b '''{'(' * 200}''' }}",
        f'SELECT * {{ ?a ?b """ " {"[" * 200}\n """ }}',
        f"SELECT * {{ # {'(' * 200}\n}}",
        f"SELECT * {{ VALUES (?a ?b) {{ {'(<https://example.org/a-b/c=d> 1) ' * 20_000} }} }}",
        f"SELECT * {{ ?a {'/'.join(['a:b'] * 1_000)} ?c }}",
        f"SELECT * {{ VALUES ?a {{ {'campaign:shuang-jian-zheng-xian-gong-cheng-8ed3e70e ' * 5_000} }} }}",
    ],
)
def test_what_is_long_but_flat_passes(fine: str) -> None:
    refuse_deep(fine)


@pytest.mark.parametrize(
    "deep",
    [
        f"SELECT * {{ FILTER(?a<?b&&{'(' * 200}1{')' * 200}>?c) }}",
        f"SELECT * {{ FILTER(?a<?b{'+?b' * 3_000}>?c) }}",
        f"SELECT * {{ FILTER('''x''' = {'(' * 200}1{')' * 200}) }}",
        f"SELECT * {{ FILTER({'!' * 3_000}?a) }}",
        f"SELECT (1{'-1' * 3_000} AS ?a) {{}}",
        f"SELECT (?a{'-?a' * 3_000} AS ?b) {{}}",
        f"SELECT (?a{' - a:b' * 3_000} AS ?b) {{}}",
        f"SELECT * {{ ?a {'a:b-c|' * 3_000}a:b ?c }}",
    ],
)
def test_what_would_exhaust_the_stack_is_refused(deep: str) -> None:
    with pytest.raises(QueryError, match="nests deeper"):
        refuse_deep(deep)


def test_a_prefix_in_a_string_or_declared_needs_no_declaration() -> None:
    assert prologue("SELECT * { ?a ?b '''it's tifa:x''' }") == ""
    assert prologue("PREFIX tifa: <a:> PREFIX tifa: <b:> SELECT * { ?a a tifa:X }") == ""
    assert prologue("SELECT * { ?a ?b 'open\n . ?a a tifa:X }").startswith("PREFIX tifa:")


def test_a_mistake_is_found_in_its_line_however_lines_end() -> None:
    assert "near '} foo'" in str(explained("SELECT *\r\n{ ?a ?b ?c\u2028\x0b} } foo", "error at 2:14: x"))
