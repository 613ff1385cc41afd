"""Pages are tagged by build, language and form, and not made again for who has them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def test_who_has_a_page_is_told_so(pages: "TestClient") -> None:
    first = pages.get("/")
    again = pages.get("/", headers={"if-none-match": f'W/"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_another_language_is_another_page(pages: "TestClient") -> None:
    chinese = pages.get("/", headers={"accept-language": "zh-CN"})
    english = pages.get("/", headers={"accept-language": "en", "if-none-match": chinese.headers["etag"]})
    assert english.status_code == 200
    assert 'lang="en"' in english.text


def test_what_is_not_there_is_not_tagged(pages: "TestClient") -> None:
    tag = pages.get("/").headers["etag"]
    assert "etag" not in pages.get("/nowhere").headers
    assert pages.get("/nowhere", headers={"if-none-match": '"x"'}).status_code == 404
    assert pages.get("/", headers={"if-none-match": tag[:-2]}).status_code == 200


def test_the_remembered_language_is_another_page(pages: "TestClient") -> None:
    reader = {"accept-language": "zh"}
    chinese = pages.get("/", headers=reader)
    assert "cookie" in chinese.headers["vary"]
    known = {"if-none-match": chinese.headers["etag"]}
    english = pages.get("/", headers={**reader, **known, "cookie": "lang=en"})
    assert english.status_code == 200 and english.headers["content-language"] == "en"
    # No other cookie makes a difference.
    assert pages.get("/", headers={**reader, **known, "cookie": "theme=dark"}).status_code == 304


def test_a_tag_that_a_proxy_made_strong_is_the_same(pages: "TestClient") -> None:
    tag = pages.get("/").headers["etag"]
    assert pages.get("/", headers={"if-none-match": tag.removeprefix("W/")}).status_code == 304
