"""An import of lines: what is taken, what is refused, how its command reports."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import msgspec
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from kioskfixtures import portal, portals, shop
from kioskkit import column, sites, texts
from PIL import Image
from sqlalchemy.exc import IntegrityError

from menhu.api import (
    IMPORT_BATCH,
    Content,
    ContentError,
    File,
    Known,
    PictureFolder,
    PictureLine,
    PortalContext,
    Report,
    Site,
    column_of,
    import_lines,
    import_options,
    sanitise,
)
from menhu.testing.portal import PortalKit

__all__ = ["portal", "portals", "shop"]


class NoteLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note of the kiosk."""

    code: str
    text: str = ""
    site: str | None = None
    picture: PictureLine | None = None


class Notes:
    """Notes of the kiosk, kept as ``code|digest|picture|text``."""

    command = "menhu kiosk import"
    line = NoteLine

    def __init__(self, note: Any) -> None:
        self._note = note

    def name(self, line: NoteLine) -> str:
        return line.code

    def repeated(self, name: str, first: int) -> str:
        return f"{name} stands on line {first} already. Remove one of them."

    def prepared(self, site: Site, line: NoteLine) -> tuple[dict[str, Any], str]:
        column_of(site, "kiosk", "kiosk")
        return {}, sanitise(line.text)

    def known(self, session: Any, names: Sequence[str]) -> Mapping[str, Known[Any]]:
        notes = {note.text.split("|")[0]: note for note in session.scalars(sa.select(self._note))}
        return {name: Known(notes[name], notes[name].text.split("|")[1]) for name in names if name in notes}

    def write(
        self, session: Any, fresh: Sequence[Content[str]], changed: Sequence[tuple[Any, Content[str]]]
    ) -> None:
        for content in fresh:
            session.add(self._note(text=self._text(content)))
        for note, content in changed:
            note.text = self._text(content)
        session.flush()

    def _text(self, content: Content[str]) -> str:
        values = content.values
        return f"{content.name}|{values['imported']}|{values['picture_id']}|{content.html}"


class Kiosk:
    """A portal with three sites that lines are imported into."""

    def __init__(self, kit: PortalKit) -> None:
        self.kit = kit
        self.sessions = kit.registry.sessions
        self.files = kit.registry.files
        self.note = kit.registry.plugins.modules["kiosk"].Note
        self.target: Any = Notes(self.note)

    @property
    def cluster(self) -> Any:
        return self.kit.registry.snapshots.current

    def run(self, *lines: Any, folder: Path = Path("."), **options: Any) -> tuple[int, int, int, int]:
        return figures(import_lines(self, self.target, encoded(lines), PictureFolder(folder), **options))

    def notes(self, site: str) -> list[str]:
        return sorted(text.split("|")[0] for text in texts(self.kit, site))


def encoded(lines: Sequence[Any]) -> Iterator[bytes]:
    for line in lines:
        yield line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n"


def figures(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, len(report.faults)


def line(code: str = "a", site: str | None = "one", **more: Any) -> dict[str, Any]:
    return {"code": code, "site": site, "text": f"<p>{code}</p>", **more}


@pytest.fixture
def kiosk(portals: Callable[..., PortalKit]) -> Kiosk:
    return Kiosk(portals())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a picture."""
    target = BytesIO()
    Image.new("RGB", (8, 6)).save(target, "PNG")
    (tmp_path / "x.png").write_bytes(target.getvalue())
    return tmp_path


def test_lines_are_imported_again_and_again(kiosk: Kiosk) -> None:
    lines = [line("a"), b"\n", line("b"), line("a", "two"), line("c", None)]
    assert kiosk.run(*lines, site="main") == (4, 0, 0, 0)
    assert (kiosk.notes("one"), kiosk.notes("two"), kiosk.notes("main")) == (["a", "b"], ["a"], ["c"])
    assert kiosk.run(*lines, site="main") == (0, 0, 4, 0)
    assert kiosk.run(line("a", text="<p>new</p>"), *lines[1:], site="main") == (0, 1, 3, 0)
    assert sorted(texts(kiosk.kit, "one"))[0].endswith("|None|<p>new</p>")


FAULTS: list[tuple[Any, str]] = [
    (b"{", "no JSON: .*Write one object on one line"),
    (b"\xff\xfe{}", "no JSON"),
    (b'"text"', "Expected `object`.*`menhu kiosk import --help` shows the format"),
    (line() | {"code": 7}, r"\$\.code"),
    (line(colour="red"), "colour"),
    (line(site=None), 'Add "site", or name one for all with --site'),
    (line(site="nowhere"), "no site 'nowhere'"),
    (line("x", picture={"file": "no.png"}), "'no.png' is not in"),
    (line("x", text='<img src="pictures/no.png">'), "'no.png' is not in"),
    (line("first"), "first stands on line 1 already"),
]


def test_lines_at_fault_are_reported_and_the_others_are_taken(kiosk: Kiosk) -> None:
    lines = [b"\xef\xbb\xbf" + json.dumps(line("first")).encode(), *(bad for bad, _ in FAULTS), line("last")]
    report = import_lines(kiosk, kiosk.target, encoded(lines), PictureFolder(Path()))
    assert figures(report) == (2, 0, 0, len(FAULTS))
    for number, ((_, message), fault) in enumerate(zip(FAULTS, report.faults, strict=True), 2):
        assert fault.line == number
        with pytest.raises(ContentError, match=message):
            raise ContentError(fault.message)
    assert kiosk.notes("one") == ["first", "last"]


def test_faults_of_the_target_are_reported_by_line(portals: Callable[..., PortalKit]) -> None:
    kiosk = Kiosk(portals(sites(columns=(column("stall", "stall"),))))
    report = import_lines(kiosk, kiosk.target, encoded([line("a", "two"), line("b")]), PictureFolder(Path()))
    assert figures(report) == (1, 0, 0, 1)
    assert report.faults[0].line == 2
    assert "'kiosk' is no column of kiosk on the site one" in report.faults[0].message


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(kiosk: Kiosk, folder: Path) -> None:
    kiosk.run(line("a"), line("b"))
    shown = line("c", text='<img src="pictures/x.png">', picture={"file": "x.png"})
    lines = [line("a", text="new"), line("b"), shown, line("d", picture={"file": "no.png"})]
    assert kiosk.run(*lines, folder=folder, dry_run=True) == (1, 1, 1, 1)
    assert kiosk.notes("one") == ["a", "b"]
    with kiosk.kit.session("one") as session:
        assert session.scalar(sa.select(sa.func.count(File.id))) == 0


def test_more_lines_than_a_batch_holds_go_to_several_sites(kiosk: Kiosk) -> None:
    lines = [line(str(n), "two" if n % 3 == 0 else "one") for n in range(2 * IMPORT_BATCH)]
    assert kiosk.run(*lines) == (2 * IMPORT_BATCH, 0, 0, 0)
    assert len(kiosk.notes("one")) + len(kiosk.notes("two")) == 2 * IMPORT_BATCH


def test_pictures_are_stored_and_a_changed_picture_is_a_change(kiosk: Kiosk, folder: Path) -> None:
    lines = [
        line("a", picture={"file": "x.png", "alt": "会场"}),
        line("b", text='<img src="pictures/x.png">'),
        line("c"),
    ]
    assert kiosk.run(*lines, folder=folder) == (3, 0, 0, 0)
    with kiosk.kit.session("one") as session:
        file = session.scalars(sa.select(File)).one()
        assert file.alt == "会场"
    first, second, _ = sorted(texts(kiosk.kit, "one"))
    assert first.split("|")[2] == str(file.id)
    assert f'src="/media/{file.digest}/x.png"' in second
    assert kiosk.run(*lines, folder=folder) == (0, 0, 3, 0)
    (folder / "x.png").write_bytes((folder / "x.png").read_bytes() + b"\0")
    assert kiosk.run(*lines, folder=folder) == (0, 2, 1, 0)


def test_a_picture_that_cannot_be_stored_spoils_its_line_only(kiosk: Kiosk, folder: Path) -> None:
    (folder / "bad.png").write_bytes(b"no picture at all")
    assert kiosk.run(line("a"), line("b", picture={"file": "bad.png"}), folder=folder) == (1, 0, 0, 1)
    assert kiosk.notes("one") == ["a"]


class Raced(Notes):
    """Somebody else writes the same notes, so often, between the look and the write."""

    def __init__(self, note: Any, times: int) -> None:
        super().__init__(note)
        self.times = times

    def write(self, session: Any, fresh: Any, changed: Any) -> None:
        super().write(session, fresh, changed)
        if self.times:
            self.times -= 1
            raise IntegrityError("INSERT", {}, Exception("it is there already"))


@pytest.mark.parametrize(("times", "result"), [(1, (2, 0, 0, 0)), (2, (0, 0, 0, 2))])
def test_a_batch_that_collides_is_tried_once_more(
    kiosk: Kiosk, times: int, result: tuple[int, int, int, int]
) -> None:
    kiosk.target = Raced(kiosk.note, times)
    assert kiosk.run(line("a"), line("b")) == result
    assert kiosk.notes("one") == (["a", "b"] if times == 1 else [])


@pytest.fixture
def invoke(kiosk: Kiosk, shop: dict[str, ModuleType]) -> Callable[..., Result]:
    """Runs a command that imports notes."""

    @click.command("import", epilog="Examples: menhu kiosk import notes.jsonl")
    @import_options
    def command(
        portal: PortalContext, lines: Any, pictures: PictureFolder, site: str | None, dry_run: bool
    ) -> Report:
        """Import notes from FILE."""
        return import_lines(portal, kiosk.target, lines, pictures, site=site, dry_run=dry_run)

    def invoke(*arguments: str, given: bytes = b"") -> Result:
        context = PortalContext(deployment=kiosk.kit.deployment, modules=shop, discover=False)
        try:
            return CliRunner().invoke(command, arguments, obj=context, input=given)
        finally:
            context.close()

    return invoke


def test_the_command_shows_a_report_and_says_by_its_status_whether_all_was_taken(
    kiosk: Kiosk, invoke: Callable[..., Result], folder: Path
) -> None:
    (folder / "pictures").mkdir()
    (folder / "x.png").rename(folder / "pictures" / "x.png")
    file = folder / "notes.jsonl"
    file.write_bytes(b"".join(encoded([line("a", None, picture={"file": "x.png"}), b"x\n"])))
    result = invoke(str(file), "--site", "two", "--dry-run")
    assert result.exit_code == 1
    assert result.stdout == "would be created 1, would be updated 0, unchanged 0, at fault 1\n"
    assert result.stderr.startswith("line 2: this is no JSON")
    assert invoke(str(file), "--site", "two").stdout == "created 1, updated 0, unchanged 0, at fault 1\n"
    assert kiosk.notes("two") == ["a"]
    elsewhere = invoke("-", "--site", "two", "--pictures", str(folder / "pictures"), "--json", given=b"\n")
    assert elsewhere.exit_code == 0
    assert json.loads(elsewhere.stdout) == {
        "dry_run": False, "created": 0, "updated": 0, "unchanged": 0, "faults": []
    }  # fmt: skip


def test_the_command_shows_some_of_many_faults_and_all_of_them_as_json(invoke: Callable[..., Result]) -> None:
    result = invoke("-", given=b"x\n" * 30)
    assert len(result.stderr.splitlines()) == 21
    assert "… and 10 more lines at fault; --json lists all." in result.stderr
    faults = json.loads(invoke("-", "--json", given=b"x\n" * 30).stdout)["faults"]
    assert [fault["line"] for fault in faults] == list(range(1, 31))


def test_the_command_refuses_an_unknown_site_and_explains_itself(invoke: Callable[..., Result]) -> None:
    result = invoke("-", "--site", "nowhere")
    assert result.exit_code == 1
    assert "there is no site 'nowhere'. `menhu site list` shows all." in result.stderr
    assert "Import notes from FILE." in invoke("--help").stdout
