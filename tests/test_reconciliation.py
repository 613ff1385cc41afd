"""The reconciliation service, against what version 0.2 of its specification asks of a manifest and of answers."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError, validate
from reconciliation_schemas import (
    ENTITIES,
    EXTENSION,
    MANIFEST,
    PROPERTIES,
    PROPOSAL,
    RESULTS,
    SCHEMAS,
    TYPE,
    suggestions,
)
from starlette.testclient import TestClient

from kg.vocabulary import CLASSES, RELATIONS

CAMPAIGN = "campaign/shuang-jian-zheng-xian-gong-cheng-8ed3e70e"


@pytest.fixture(scope="module")
def manifest(pages: TestClient) -> dict[str, Any]:
    answer = pages.get("/reconcile")
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def results(pages: TestClient, **queries: Any) -> Any:
    answer = pages.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    validate(answer.json(), RESULTS)
    return {key: it["result"] for key, it in answer.json().items()}


def extended(pages: TestClient, ids: list[str], *properties: Any) -> Any:
    wanted = [it if isinstance(it, dict) else {"id": it} for it in properties]
    answer = pages.post("/reconcile", data={"extend": json.dumps({"ids": ids, "properties": wanted})})
    assert answer.status_code == 200, answer.text
    validate(answer.json(), EXTENSION)
    return answer.json()


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_schemas_are_schemas(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


WRONG: list[tuple[dict[str, Any], Any]] = [
    (MANIFEST, {"versions": ["0.1"], "name": "a", "identifierSpace": "http://a/", "schemaSpace": "http://a/"}),
    (MANIFEST, {"versions": ["0.2"], "name": "a", "identifierSpace": "http://a/"}),
    (RESULTS, {"q0": []}),
    (RESULTS, {"q0": {"result": [{"id": "a", "name": "a", "score": "1"}]}}),
    (RESULTS, {"q0": {"result": [{"name": "a", "score": 1}]}}),
    (RESULTS, {"q0": {"result": [{"id": "a", "name": "a", "score": 1, "features": [{"id": "b", "value": "c"}]}]}}),
    (EXTENSION, {"rows": {}}),
    (EXTENSION, {"meta": [], "rows": {"a": {"b": [{"id": "c"}]}}}),
    (EXTENSION, {"meta": [], "rows": {"a": {"b": [{"str": "c", "int": 1}]}}}),
    (EXTENSION, {"meta": [], "rows": {"a": {"b": [{"int": 1.5}]}}}),
    (ENTITIES, {"result": [{"id": "a"}]}),
    (PROPOSAL, {"properties": [{"id": "a"}]}),
]


@pytest.mark.parametrize(("schema", "wrong"), WRONG)
def test_the_schemas_refuse_what_is_wrong(schema: dict[str, Any], wrong: Any) -> None:
    with pytest.raises(ValidationError):
        validate(wrong, schema)


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        (["view", "url"], "http://kg.test/id/"),
        (["preview", "width"], "400"),
        (["suggest", "entity", "service_url"], 1),
        (["extend", "property_settings", 1, "choices"], [{"value": "a"}]),
        (["extend", "property_settings", 0, "default"], "0"),
        (["defaultTypes", 0], {"id": "Person"}),
    ],
)
def test_a_manifest_that_is_wrong_is_refused(manifest: dict[str, Any], where: list[Any], wrong: Any) -> None:
    validate(manifest, MANIFEST)
    broken = json.loads(json.dumps(manifest))
    inner = broken
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = wrong
    with pytest.raises(ValidationError):
        validate(broken, MANIFEST)


def test_manifest(manifest: dict[str, Any], pages: TestClient) -> None:
    validate(manifest, MANIFEST)
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == "https://w3id.org/tifa/id/"
    assert manifest["schemaSpace"] == "https://w3id.org/tifa/ontology#"
    assert [it["id"] for it in manifest["defaultTypes"]] == list(CLASSES)
    english = pages.get("/reconcile", headers={"accept-language": "en"}).json()
    assert english["defaultTypes"][6]["name"] == "campaign"


@pytest.mark.parametrize(
    "path",
    [
        "/reconcile",
        "/reconcile?queries={}",
        "/reconcile?queries=x",
        "/reconcile/suggest/entity?prefix=a",
        "/reconcile/suggest/type?prefix=a",
        "/reconcile/suggest/property?prefix=a&cursor=x",
        "/reconcile/properties?type=Place",
        f"/reconcile/preview?id={quote(CAMPAIGN, safe='')}",
        "/reconcile/preview?id=nothing",
    ],
)
def test_every_answer_may_be_read_from_any_origin(pages: TestClient, path: str) -> None:
    assert pages.get(path, headers={"origin": "https://else.test"}).headers["access-control-allow-origin"] == "*"
    before = pages.options(path, headers={"origin": "https://else.test", "access-control-request-method": "POST"})
    assert before.headers["access-control-allow-origin"] == "*"
    assert "POST" in before.headers["access-control-allow-methods"]


def test_an_exact_name_is_a_match(pages: TestClient) -> None:
    found = results(pages, a={"query": "双建争先"}, b={"query": "雙建爭先"}, c={"query": CAMPAIGN})
    for candidates in found.values():
        first = candidates[0]
        assert (first["id"], first["score"], first["match"]) == (CAMPAIGN, 100, True)
        assert first["type"][0]["id"] == "Campaign"


@pytest.mark.parametrize("text", ["双建", "双建争仙", "shuangjianzhengxian", "sjzx"])
def test_what_is_not_the_name_is_a_candidate_and_no_match(pages: TestClient, text: str) -> None:
    candidates = results(pages, a={"query": text})["a"]
    assert candidates[0]["id"] == CAMPAIGN
    assert candidates[0]["score"] < 100
    assert not any(it["match"] for it in candidates)


def test_a_name_of_two_is_no_match_until_a_property_tells(pages: TestClient) -> None:
    place = {"pid": "jurisdiction", "v": "黑龙江"}
    found = results(
        pages,
        bare={"query": "省委", "type": "Organization"},
        told={"query": "省委", "type": "Organization", "properties": [place]},
    )
    assert not any(it["match"] for it in found["bare"])
    assert [it["name"] for it in found["told"] if it["match"]] == ["黑龙江省委"]
    assert found["told"][0]["name"] == "黑龙江省委"
    features = {it["id"]: it["value"] for it in found["told"][0]["features"]}
    assert features["property_jurisdiction"] is True


def test_a_property_may_be_given_as_an_entity_and_as_several_values(pages: TestClient) -> None:
    heilongjiang = results(pages, a={"query": "黑龙江", "type": "Place"})["a"][0]
    by_id = {"pid": "jurisdiction", "v": [{"id": heilongjiang["id"], "name": "不相干"}, "北京"]}
    other = {"pid": "jurisdiction", "v": {"id": "Q1", "name": "黑龙江"}}
    found = results(pages, a={"query": "省委", "properties": [by_id]}, b={"query": "省委", "properties": [other]})
    assert [found[key][0]["name"] for key in "ab"] == ["黑龙江省委"] * 2


def test_properties_alone_find_what_has_them(pages: TestClient) -> None:
    found = results(pages, a={"properties": [{"pid": "jurisdiction", "v": "黑龙江"}]})["a"]
    assert "黑龙江省委" in {it["name"] for it in found}
    assert not any(it["match"] for it in found)


def test_types_narrow_the_candidates(pages: TestClient) -> None:
    def kinds(**query: Any) -> set[str]:
        return {it["type"][0]["id"] for it in results(pages, a={"query": "浙江", "limit": 50, **query})["a"]}

    assert kinds(type="Place") == {"Place"}
    assert kinds(type=["Place", "https://w3id.org/tifa/ontology#Organization"]) == {"Place", "Organization"}
    assert kinds(type=["Place", "Organization"], type_strict="all") == set()
    assert kinds(type=["Organization", "PartyOrgan"], type_strict="all") == {"Organization"}
    assert kinds(type="Place", type_strict="should") > {"Place"}
    assert kinds(type="Entity") == kinds() > {"Place"}
    assert kinds(type="Nothing") == set()


def test_limit_and_order(pages: TestClient) -> None:
    found = results(pages, a={"query": "浙江", "limit": 2}, b={"query": "浙江"})
    assert [it["id"] for it in found["a"]] == [it["id"] for it in found["b"]][:2]
    scores = [it["score"] for it in found["b"]]
    assert scores == sorted(scores, reverse=True)


def test_queries_of_a_batch_do_not_touch_each_other(pages: TestClient) -> None:
    texts = ["双建争先", "浙江", "省委", "qqqq", ""]
    together = results(pages, **{str(number): {"query": it} for number, it in enumerate(texts)})
    for number, it in enumerate(texts):
        assert results(pages, q={"query": it})["q"] == together[str(number)]
    assert together["3"] == together["4"] == []


def test_get_and_post_answer_alike(pages: TestClient) -> None:
    queries = json.dumps({"q0": {"query": "双建争先"}})
    assert (
        pages.get("/reconcile", params={"queries": queries}).json()
        == pages.post("/reconcile", data={"queries": queries}).json()
    )
    assert pages.get("/reconcile", params={"callback": "f"}).json()["versions"] == ["0.2"]


def test_an_extension_may_be_asked_for_by_get(pages: TestClient) -> None:
    written = json.dumps({"ids": [CAMPAIGN], "properties": [{"id": "mentionedIn"}]})
    asked = pages.get("/reconcile", params={"extend": written})
    validate(asked.json(), EXTENSION)
    assert asked.json() == extended(pages, [CAMPAIGN], "mentionedIn")
    assert asked.json()["rows"][CAMPAIGN]["mentionedIn"]


@pytest.mark.parametrize("kind", ["entity", "type", "property"])
def test_suggestions(pages: TestClient, manifest: dict[str, Any], kind: str) -> None:
    schema = {"entity": ENTITIES, "type": suggestions(TYPE), "property": PROPERTIES}[kind]
    service = manifest["suggest"][kind]
    url = service["service_url"] + service["service_path"]
    first = pages.get(url, params={"prefix": ""}).json()
    validate(first, schema)
    assert first["result"]
    second = pages.get(url, params={"prefix": "", "cursor": "1"}).json()
    assert second["result"][: len(first["result"]) - 1] == first["result"][1:]
    # A name, and an identifier, finds the thing that has it.
    for it in first["result"]:
        for prefix in (it["name"], it["id"]):
            assert it["id"] in {that["id"] for that in pages.get(url, params={"prefix": prefix}).json()["result"]}


def test_preview_may_be_framed_and_nothing_else_may(pages: TestClient, manifest: dict[str, Any]) -> None:
    url = manifest["preview"]["url"].replace("{{id}}", quote(CAMPAIGN, safe=""))
    preview = pages.get(url)
    assert preview.status_code == 200
    assert preview.headers["content-type"].startswith("text/html")
    assert "双建争先工程" in preview.text
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    assert "script-src" not in preview.headers["content-security-policy"]
    assert "x-frame-options" not in preview.headers
    for path in ("/", "/search", "/reconcile", "/reconcile/preview?id=nope"):
        headers = pages.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


def test_every_value_of_an_extension_has_a_preview(pages: TestClient) -> None:
    rows = extended(pages, [CAMPAIGN], "mentionedIn", "implementedBy")["rows"][CAMPAIGN]
    things = [*rows["mentionedIn"], *rows["implementedBy"]]
    assert things
    for it in things:
        preview = pages.get("/reconcile/preview", params={"id": it["id"]})
        assert preview.status_code == 200
        assert it["name"] in preview.text


def test_view_leads_to_the_thing(manifest: dict[str, Any]) -> None:
    assert manifest["view"]["url"] == "http://kg.test/id/{{id}}"


def test_extension_tells_values(pages: TestClient) -> None:
    answer = extended(
        pages, [CAMPAIGN, "campaign/none-00000000", "../x", CAMPAIGN], "prefLabel", "documents", "nope", "type"
    )
    rows = answer["rows"]
    assert rows[CAMPAIGN]["prefLabel"] == [{"str": "双建争先工程"}]
    assert rows[CAMPAIGN]["documents"] == [{"int": 1}]
    assert (
        rows["../x"]
        == rows["campaign/none-00000000"]
        == {"prefLabel": [], "documents": [], "nope": [], "type": []}
    )
    assert [it["id"] for it in answer["meta"]] == ["prefLabel", "documents", "nope", "type"]


def test_a_relation_and_its_inverse_agree(pages: TestClient) -> None:
    committee = results(pages, a={"query": "浙江省委"})["a"][0]["id"]
    answer = extended(pages, [committee], "jurisdiction")
    place = answer["rows"][committee]["jurisdiction"][0]
    assert place["name"] == "浙江"
    assert answer["meta"][0]["type"]["id"] == "Place"
    back = extended(pages, [place["id"]], "underJurisdictionOf")["rows"][place["id"]]["underJurisdictionOf"]
    assert committee in {it["id"] for it in back}


def test_settings_of_a_column(pages: TestClient) -> None:
    place = results(pages, a={"query": "浙江", "type": "Place"})["a"][0]["id"]

    def told(**settings: Any) -> Any:
        return extended(pages, [place], {"id": "underJurisdictionOf", "settings": settings})["rows"][
            place
        ].popitem()[1]

    whole = told()
    assert len(whole) > 2
    assert told(limit=2) == told(limit="2") == whole[:2]
    assert told(limit=0) == whole
    assert told(content="name") == [{"str": it["name"]} for it in whole]


def test_proposed_properties_fit_the_type(pages: TestClient, manifest: dict[str, Any]) -> None:
    service = manifest["extend"]["propose_properties"]
    url = service["service_url"] + service["service_path"]
    place, body = (pages.get(url, params={"type": it}).json() for it in ("Place", "Organization"))
    validate(place, PROPOSAL)
    assert "underJurisdictionOf" in {it["id"] for it in place["properties"]}
    assert "jurisdiction" not in {it["id"] for it in place["properties"]}
    assert "jurisdiction" in {it["id"] for it in body["properties"]}
    assert set(RELATIONS) <= {it["id"] for it in pages.get(url).json()["properties"]}
    limited = pages.get(url, params={"type": "Place", "limit": "3"}).json()
    assert (limited["limit"], limited["properties"]) == (3, place["properties"][:3])


BAD = [
    "nope",
    "[]",
    "1",
    '{"a":1}',
    '{"a":{}}',
    '{"a":{"query":1}}',
    '{"a":{"query":"x","limit":0}}',
    '{"a":{"query":"x","limit":true}}',
    '{"a":{"query":"x","limit":NaN}}',
    '{"a":{"query":"x","type":1}}',
    '{"a":{"query":"x","type":null}}',
    '{"a":{"query":"x","type":{}}}',
    '{"a":{"query":"x","type":false}}',
    '{"a":{"query":"x","props":[]}}',
    '{"a":{"query":"x","Limit":1}}',
    '{"a":{"query":"x","type_strict":"no"}}',
    '{"a":{"query":"x","properties":[{}]}}',
    '{"a":{"query":"x","properties":[{"pid":"partOf","v":{}}]}}',
    '{"a":{"query":"x","properties":[{"pid":"partOf","v":{"id":"x","name":null}}]}}',
    '{"ids":[],"properties":[{"id":"partOf","settings":null}]}',
    '{"ids":[],"properties":[{"id":"partOf","settings":[]}]}',
    '{"a":{"properties":[]}}',
    '{"\\ud800":{"query":"x"}}',
    '{"a":{"query":"\\ud800"}}',
    "[" * 50_000,
    "9" * 5000,
]


@pytest.mark.parametrize("written", BAD)
@pytest.mark.parametrize("field", ["queries", "extend"])
def test_bad_input_is_refused_in_a_sentence(pages: TestClient, written: str, field: str) -> None:
    answer = pages.post("/reconcile", data={field: written})
    assert answer.status_code == 400
    assert 10 < len(answer.json()["error"]) < 200


def test_a_field_that_no_query_has_is_named(pages: TestClient) -> None:
    answer = pages.post("/reconcile", data={"queries": '{"a":{"query":"浙江","props":[]}}'})
    assert answer.status_code == 400
    assert "props" in answer.json()["error"]


def test_too_much_is_refused(pages: TestClient) -> None:
    many = json.dumps({str(number): {"query": "x"} for number in range(26)})
    assert pages.post("/reconcile", data={"queries": many}).status_code == 413
    assert pages.post("/reconcile", data={"queries": "x" * 2_000_000}).status_code == 413
    columns = json.dumps({"ids": [CAMPAIGN] * 51, "properties": []})
    assert pages.post("/reconcile", data={"extend": columns}).status_code == 413
    assert results(pages, a={"query": "浙" * 5000})["a"] == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"queries=%ff%fe", "application/x-www-form-urlencoded", 400),
        ("queries={}&名".encode(), "application/x-www-form-urlencoded", 400),
        (b"a&" * 100, "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 400),
        (b"query=x", "application/x-www-form-urlencoded", 400),
    ],
)
def test_bodies_that_are_no_form(pages: TestClient, body: bytes, kind: str, status: int) -> None:
    assert pages.post("/reconcile", content=body, headers={"content-type": kind}).status_code == status


HOSTILE = [
    "<script>alert(1)</script>",
    "\u202eabc",
    "a\nb",
    "' or 1",
    "{{7*7}}",
    "http://[",
    "http://a/<b>",
    "campaign/../x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names(pages: TestClient, text: str) -> None:
    condition = {"pid": text, "v": [text, {"id": text, "name": text}, 1e300, True]}
    known = {"pid": "partOf", "v": [text, {"id": text, "name": text}]}
    results(pages, **{text: {"query": text, "type": text, "properties": [condition, known]}, "b": {"query": text}})
    extended(pages, [text], text, "mentionedIn")
    for path in ("suggest/entity", "suggest/type", "suggest/property"):
        assert pages.get(f"/reconcile/{path}", params={"prefix": text}).status_code == 200
    preview = pages.get("/reconcile/preview", params={"id": text})
    assert preview.status_code == 404
    assert "<script" not in preview.text
    assert preview.headers["content-type"] == "application/json"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["query", "type", "limit", "properties", "type_strict", "ids", "settings", "pid", "v", "id"]
)
OF_A_QUERY = st.sampled_from(["query", "type", "limit", "properties", "type_strict"])
VALUES = JSON | st.lists(st.dictionaries(FIELDS, JSON, max_size=3), max_size=2)
LIKELY = st.dictionaries(FIELDS, VALUES, max_size=5) | st.dictionaries(OF_A_QUERY, VALUES, max_size=5)


@given(LIKELY, st.sampled_from(["queries", "extend"]), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_json_breaks_the_service(pages: TestClient, it: Any, field: str, nested: bool) -> None:
    written = json.dumps({"q0": it} if nested else it)
    answer = pages.post("/reconcile", data={field: written})
    assert answer.status_code in (200, 400, 413)
    if answer.status_code == 200:
        validate(answer.json(), RESULTS if field == "queries" else EXTENSION)


PATHS = ["", "/suggest/entity", "/suggest/type", "/suggest/property", "/properties", "/preview"]
PARAMETERS = ["prefix", "cursor", "type", "limit", "id", "lang", "queries", "extend", "callback"]


@given(st.sampled_from(PATHS), st.sampled_from(PARAMETERS), st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_parameter_breaks_the_service(pages: TestClient, path: str, name: str, raw: bytes) -> None:
    quoted = "".join(f"%{it:02X}" for it in raw)
    assert pages.get(f"/reconcile{path}?{name}={quoted}").status_code in (200, 400, 404, 413)


def test_identifiers_are_paths_below_the_identifier_space(pages: TestClient) -> None:
    found = results(pages, a={"query": "浙江", "limit": 50})["a"]
    assert all(re.fullmatch("[a-z-]+/[a-z0-9-]+", it["id"]) for it in found)
