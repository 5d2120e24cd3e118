"""Assets: their addresses, their heads, and which files are never served."""

from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from webob import Request, Response

from menhu.web.static import KEPT_IN_MEMORY, MIME_TYPES, AssetMissingError, StaticFiles

CSS = b"body { background: url(img/a.png) }\n"
LARGE = bytes(range(256)) * 4096


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "package" / "static"
    (folder / "img").mkdir(parents=True)
    (folder / "news.css").write_bytes(CSS)
    (folder / "img" / "a.png").write_bytes(LARGE)
    (folder / "empty.txt").write_bytes(b"")
    (folder / ".hidden.css").write_bytes(CSS)
    (folder / ".git").mkdir()
    (folder / ".git" / "a.css").write_bytes(CSS)
    (folder / "page.html").write_bytes(b"<p>")
    (folder / "code.py").write_bytes(b"")
    (folder / "UPPER.CSS").write_bytes(CSS)
    (folder / "folder.css").mkdir()
    (tmp_path / "package" / "secret.txt").write_bytes(b"secret")
    (folder / "escape.txt").symlink_to(tmp_path / "package" / "secret.txt")
    (folder / "outside").symlink_to(tmp_path / "package")
    (folder / "loop.css").symlink_to(folder / "loop.css")
    (folder / "inside.css").symlink_to(folder / "news.css")
    return folder


@pytest.fixture
def assets(folder: Path) -> StaticFiles:
    assets = StaticFiles()
    assets.register("news", folder)
    return assets


def get(assets: StaticFiles, address: str, *, method: str = "GET", **headers: str) -> Response:
    environ = {"REQUEST_METHOD": method, **{f"HTTP_{name}": value for name, value in headers.items()}}
    request = Request.blank(address, environ=environ)
    owner, *subpath = address.removeprefix("/static/").split("/")
    response = assets.serve(owner, subpath, request)
    assert response is not None
    sent: Response = request.get_response(response)
    return sent


def test_an_asset_is_served_for_ever_under_the_digest_of_its_content(assets: StaticFiles) -> None:
    address = assets.asset_path("news", "news.css")
    _, static, owner, digest, path = address.split("/")
    assert (static, owner, len(digest), path) == ("static", "news", 12, "news.css")
    answer = get(assets, address)
    assert (answer.status_code, answer.body) == (200, CSS)
    told = dict(answer.headerlist)
    told.pop("Last-Modified")
    assert told == {
        "Content-Type": "text/css; charset=utf-8",
        "Content-Length": str(len(CSS)),
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'"{digest}"',
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
    }


def test_another_digest_leads_to_the_present_one(assets: StaticFiles) -> None:
    style = assets.asset_path("news", "news.css")
    neighbour = style.removesuffix("news.css") + "img/a.png"
    answer = get(assets, neighbour)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "http://localhost" + assets.asset_path("news", "img/a.png")
    assert answer.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("path", ["news.css", "img/a.png"])
@pytest.mark.parametrize("mount", [{"SCRIPT_NAME": "/bm/fgw"}, {"PREFIX": "/bm/fgw"}])
def test_a_redirect_stays_below_the_prefix_of_the_site(
    assets: StaticFiles, path: str, mount: dict[str, str]
) -> None:
    address = f"{mount.get('PREFIX', '')}/static/news/{'0' * 12}/{path}"
    request = Request.blank(address, environ={"SCRIPT_NAME": mount.get("SCRIPT_NAME", "")})
    response = assets.serve("news", ["0" * 12, *path.split("/")], request)
    assert response is not None
    location = request.get_response(response).location
    assert location == "http://localhost/bm/fgw" + assets.asset_path("news", path)


def test_an_asset_that_changes_has_another_address(folder: Path) -> None:
    assets = StaticFiles("/s", reload=True)
    assets.register("news", folder)
    former = assets.asset_path("news", "news.css")
    assert former.startswith("/s/news/")
    (folder / "news.css").write_bytes(b"changed {}")
    present = assets.asset_path("news", "news.css")
    assert present != former
    response = assets.serve("news", present.split("/")[3:], Request.blank("/"))
    assert response is not None
    assert response.body == b"changed {}"
    (folder / "news.css").unlink()
    assert not assets.owns("news", "news.css")


def test_without_reload_a_small_file_is_read_once(assets: StaticFiles, folder: Path) -> None:
    address = assets.asset_path("news", "news.css")
    (folder / "news.css").unlink()
    assert assets.asset_path("news", "news.css") == address
    assert get(assets, address).body == CSS


def test_a_large_file_that_changed_is_not_served_under_its_old_digest(
    assets: StaticFiles, folder: Path
) -> None:
    former = assets.asset_path("news", "img/a.png")
    (folder / "img" / "a.png").write_bytes(LARGE + b"more")
    assert get(assets, former).status_code == 302


def test_a_large_file_is_streamed_whole(assets: StaticFiles) -> None:
    assert len(LARGE) > 2 * KEPT_IN_MEMORY
    answer = get(assets, assets.asset_path("news", "img/a.png"))
    assert (answer.body, answer.content_length) == (LARGE, len(LARGE))
    assert answer.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("path", ["news.css", "img/a.png", "empty.txt"])
def test_head_tells_the_same_without_the_body(assets: StaticFiles, path: str) -> None:
    address = assets.asset_path("news", path)
    whole, head = get(assets, address), get(assets, address, method="HEAD")
    assert head.headerlist == whole.headerlist
    assert (head.status_code, head.body) == (200, b"")


def test_who_has_the_asset_is_told_so(assets: StaticFiles) -> None:
    address = assets.asset_path("news", "news.css")
    first = get(assets, address)
    for given in (first.headers["ETag"], f'"x", W/{first.headers["ETag"]}', "*"):
        answer = get(assets, address, IF_NONE_MATCH=given)
        assert (answer.status_code, answer.body) == (304, b"")
        assert answer.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert get(assets, address, IF_MODIFIED_SINCE=first.headers["Last-Modified"]).status_code == 304
    assert get(assets, address, IF_MODIFIED_SINCE=formatdate(0, usegmt=True)).status_code == 200


def test_an_etag_outweighs_a_date(assets: StaticFiles) -> None:
    address = assets.asset_path("news", "news.css")
    date = get(assets, address).headers["Last-Modified"]
    assert get(assets, address, IF_MODIFIED_SINCE=date, IF_NONE_MATCH='"x"').status_code == 200


@pytest.mark.parametrize("path", ["news.css", "img/a.png"])
def test_a_range_is_served(assets: StaticFiles, folder: Path, path: str) -> None:
    content = (folder / path).read_bytes()
    answer = get(assets, assets.asset_path("news", path), RANGE="bytes=5-9")
    assert (answer.status_code, answer.body) == (206, content[5:10])
    assert answer.headers["Content-Range"] == f"bytes 5-9/{len(content)}"


@pytest.mark.parametrize(
    "path",
    [
        ".hidden.css",
        ".git/a.css",
        "page.html",
        "code.py",
        "UPPER.CSS",
        "folder.css",
        "escape.txt",
        "loop.css",
        "outside/secret.txt",
        "../secret.txt",
        "img/../news.css",
        "img/../../secret.txt",
        "./news.css",
        "/news.css",
        "img//a.png",
        "news.css/",
        "img",
        "",
        "missing.css",
        "news.css\x00",
        "img\\a.png",
        "news.css\n",
        "中.css",
        "a" * 5000 + ".css",
        "/".join(["a"] * 3000) + ".css",
        "C:news.css",
        "news.css/x.css",
    ],
)
def test_what_is_no_asset_is_never_served(assets: StaticFiles, path: str) -> None:
    assert not assets.owns("news", path)
    with pytest.raises(AssetMissingError):
        assets.asset_path("news", path)
    assert assets.serve("news", ["0" * 12, *path.split("/")], Request.blank("/")) is None
    assert assets.serve("news", ["0" * 12, path], Request.blank("/")) is None


@pytest.mark.parametrize("subpath", [[], ["news.css"], ["x", "news.css"], ["0" * 11, "news.css"], ["0" * 12]])
def test_an_address_without_digest_is_none(assets: StaticFiles, subpath: list[str]) -> None:
    assert assets.serve("news", subpath, Request.blank("/")) is None


def test_a_link_inside_the_folder_is_followed(assets: StaticFiles) -> None:
    assert get(assets, assets.asset_path("news", "inside.css")).body == CSS


def test_an_unknown_owner_has_nothing(assets: StaticFiles) -> None:
    assert assets.serve("pages", ["0" * 12, "news.css"], Request.blank("/")) is None
    with pytest.raises(AssetMissingError, match="registered no folder"):
        assets.asset_path("pages", "news.css")


def test_owners_are_checked(assets: StaticFiles, folder: Path, tmp_path: Path) -> None:
    assets.register("news", folder)
    with pytest.raises(ValueError, match="already"):
        assets.register("news", tmp_path)
    for owner in ("", "News", "a/b", "..", "1a", "a-b", "a\n"):
        with pytest.raises(ValueError, match="cannot own"):
            assets.register(owner, folder)


def test_every_kind_has_its_type(assets: StaticFiles, folder: Path) -> None:
    for suffix, content_type in MIME_TYPES.items():
        (folder / f"kind{suffix}").write_bytes(b"x")
        answer = get(assets, assets.asset_path("news", f"kind{suffix}"))
        assert answer.headers["Content-Type"] == content_type
    assert set(MIME_TYPES) == {".css", ".js", ".svg", ".png", ".jpg", ".webp", ".woff2", ".ico", ".txt"}


def test_a_file_cut_while_it_is_sent_ends_the_answer(assets: StaticFiles, folder: Path) -> None:
    address = assets.asset_path("news", "img/a.png")
    response = assets.serve("news", address.split("/")[3:], Request.blank(address))
    assert response is not None
    parts: Any = iter(response.app_iter)
    next(parts)
    (folder / "img" / "a.png").write_bytes(b"short")
    with pytest.raises(OSError, match="were expected"):
        next(parts)
