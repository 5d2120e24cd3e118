"""Pictures of content: found in a folder, stored once on a site, put into bodies and shown."""

from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from kioskfixtures import portal, portals, shop
from kioskkit import ask
from PIL import Image

from menhu.api import ContentError, File, PictureFolder, PictureStorage, pictures_in, sanitise, shown_picture
from menhu.content.pictures import LARGEST
from menhu.testing.portal import PortalKit

__all__ = ["portal", "portals", "shop"]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with a picture, and beside it a secret one."""
    target = BytesIO()
    Image.new("RGB", (8, 6)).save(target, "PNG")
    folder = tmp_path / "pictures"
    (folder / "inner").mkdir(parents=True)
    (folder / "大 图.png").write_bytes(target.getvalue())
    (folder / "inner" / "b.PNG").write_bytes(target.getvalue() + b"\0")
    (tmp_path / "secret.png").write_bytes(target.getvalue())
    return folder


def test_names_are_relative_to_the_folder(pictures: Path) -> None:
    folder = PictureFolder(pictures)
    assert folder.path("大 图.png") == folder.path("pictures/大 图.png")
    assert folder.path("inner/b.PNG").parent.name == "inner"
    assert folder.digest("大 图.png") == PictureFolder(pictures).digest("大 图.png")
    assert folder.digest("大 图.png") != folder.digest("inner/b.PNG")


@pytest.mark.parametrize(
    "name",
    ["no.png", "../secret.png", "pictures/../../secret.png", "inner", "", "a\0.png", "/etc/passwd"],
)
def test_what_is_not_in_the_folder_is_refused(pictures: Path, name: str) -> None:
    with pytest.raises(ContentError, match=r"is not in .*name its folder with --pictures"):
        PictureFolder(pictures).path(name)


def test_a_link_out_of_the_folder_is_refused(pictures: Path) -> None:
    (pictures / "link.png").symlink_to(pictures.parent / "secret.png")
    with pytest.raises(ContentError, match="is not in"):
        PictureFolder(pictures).digest("link.png")


def test_what_is_no_picture_or_too_large_is_refused(pictures: Path) -> None:
    (pictures / "page.html").write_bytes(b"<p>")
    with (pictures / "huge.png").open("wb") as file:
        file.truncate(LARGEST + 1)
    folder = PictureFolder(pictures)
    with pytest.raises(ContentError, match=r"'page.html' is no picture. Give a file of .*\.png"):
        folder.path("page.html")
    with pytest.raises(ContentError, match="larger than 20 MB"):
        folder.path("huge.png")


def test_pictures_of_a_body_are_named_as_their_files_are() -> None:
    body = sanitise(
        '<img src="pictures/大 图.png"><img src="https://x.example/pictures/a.png"><img src="b.png">'
    )
    assert list(pictures_in(body)) == ["大 图.png"]
    assert list(pictures_in('<img src="pictures/a%20b&amp;c.png">')) == ["a b&c.png"]


def test_a_stored_body_shows_its_pictures_on_the_site(portal: PortalKit, pictures: Path) -> None:
    body = sanitise('<p>图<img src="pictures/大 图.png" alt="图"><img src="pictures/大 图.png"></p>')
    with portal.session("one") as session:
        storage = PictureStorage(session, portal.registry.files, PictureFolder(pictures))
        html = storage.body(body)
        file = storage.file("大 图.png", "另一个")
        session.commit()
        assert session.scalar(sa.select(sa.func.count(File.id))) == 1
        address = f"/media/{file.digest}/%E5%A4%A7%20%E5%9B%BE.png"
        assert html == body.replace("pictures/大 图.png", address).replace(
            "pictures/%E5%A4%A7%20%E5%9B%BE.png", address
        )
    answer = ask(portal.application, f"one.portal.example{address}")
    assert (answer.status, answer.body) == (200, (pictures / "大 图.png").read_bytes())
    assert ask(portal.application, f"two.portal.example{address}").status == 404


def test_content_that_is_no_picture_is_refused_when_it_is_stored(portal: PortalKit, pictures: Path) -> None:
    (pictures / "x.png").write_bytes(b"no picture at all")
    with portal.session("one") as session:
        storage = PictureStorage(session, portal.registry.files, PictureFolder(pictures))
        with pytest.raises(ContentError, match=r"'x.png' cannot be stored: .*Save it again as PNG"):
            storage.file("x.png")


def test_the_picture_of_a_row_is_shown_below_the_sites_prefix(portal: PortalKit, pictures: Path) -> None:
    with portal.session("one") as session:
        file = PictureStorage(session, portal.registry.files, PictureFolder(pictures)).file("大 图.png")
        words = (sa.literal("会场").label("picture_alt"), sa.literal("开会").label("picture_caption"))
        row = session.execute(sa.select(File.digest, File.name, File.width, File.height, *words)).one()
        without = session.execute(sa.select(sa.null().label("digest"))).one()
        digest = file.digest
    shown = shown_picture("/bm/one", row)
    assert shown is not None
    assert shown.url == f"/bm/one/media/{digest}/%E5%A4%A7%20%E5%9B%BE.png"
    assert (shown.alt, shown.width, shown.height, shown.caption) == ("会场", 8, 6, "开会")
    assert shown_picture("", without) is None
