"""``menhu check``: what it finds, and its exit status."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

from click.testing import CliRunner
from clikit import Menhu

from menhu.cli.root import root
from menhu.deployment import Deployment

pytest_plugins = ("clifixtures",)


def found(menhu: Menhu, expect: int) -> dict[str, tuple[str, str]]:
    answer = menhu.json("check", expect=expect)
    assert answer["ok"] is (expect == 0)
    assert all(finding["message"] and finding["remedy"] for finding in answer["findings"])
    return {finding["about"]: (finding["level"], finding["message"]) for finding in answer["findings"]}


def test_warnings_leave_the_exit_status_alone(menhu: Menhu) -> None:
    findings = found(menhu, 0)
    assert findings["feature ghost"] == ("warning", "switched on at main, but not installed: it is absent")
    assert findings["plugin toy"] == ("warning", "the toy is worn")
    text = menhu("check").stdout
    assert "warning: plugin toy: the toy is worn. Buy another." in text
    assert text.splitlines()[-1].startswith("0 errors, ")


def test_a_finding_of_a_plugin_names_the_site_that_it_concerns(menhu: Menhu) -> None:
    with closing(sqlite3.connect(menhu.var / "menhu.db")) as database:
        (number,) = database.execute("SELECT id FROM core_site WHERE code = 'fgw'").fetchone()
    menhu.modules["toy"].broken_at += [number, 999]
    findings = found(menhu, 1)
    assert findings["plugin toy at fgw"] == ("error", "the toy is broken")
    assert findings["plugin toy at site number 999"] == ("error", "the toy is broken")
    assert findings["plugin toy"] == ("warning", "the toy is worn")
    assert "error: plugin toy at fgw: the toy is broken. Mend it." in menhu("check", expect=1).stdout


def test_quarantine_is_an_error(menhu: Menhu, modules: dict[str, ModuleType]) -> None:
    run = Menhu(menhu.var, modules, ("toy", "quiet", "wrong"))
    level, message = found(run, 1)["plugin wrong"]
    assert level == "error"
    assert "in quarantine" in message
    assert "1 error, " in run("check", expect=1).stdout


def test_a_database_that_is_not_current_is_an_error(empty: Menhu) -> None:
    level, message = found(empty, 1)["database"]
    assert level == "error"
    assert "migration" in message


def test_an_empty_cluster_is_a_warning(empty: Menhu) -> None:
    empty("db", "upgrade")
    assert found(empty, 0)["cluster"] == ("warning", "there are no sites")


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path, modules: dict[str, ModuleType]) -> None:
    (tmp_path / "var").write_text("a file", encoding="utf-8")
    run = Menhu(tmp_path / "var", modules, ())
    level, message = found(run, 1)["folder"]
    assert level == "error"
    assert str(tmp_path / "var") in message


def test_a_broken_configuration_is_a_finding(tmp_path: Path) -> None:
    config = tmp_path / "menhu.ini"
    config.write_text("[app:main]\nmenhu.colour = red\n", encoding="utf-8")
    result = CliRunner().invoke(root, ["--config", str(config), "check", "--json"])
    assert result.exit_code == 1
    assert [f["about"] for f in json.loads(result.stdout)["findings"]] == ["configuration"]


def test_faults_of_sites_are_found(menhu: Menhu) -> None:
    overlay = {"settings": {"toy": {"size": 99}, "core": {"colour": "red"}}}
    with closing(sqlite3.connect(menhu.var / "menhu.db")) as database:
        database.execute("UPDATE core_site SET overlay = ? WHERE code = 'fgw'", (json.dumps(overlay),))
        for key, data in database.execute("SELECT id, data FROM core_structure").fetchall():
            changed = json.loads(data) | {"theme": "lost", "home": [{"region": "main", "name": "core.lost"}]}
            database.execute("UPDATE core_structure SET data = ? WHERE id = ?", (json.dumps(changed), key))
        database.execute("UPDATE core_site SET path_prefix = NULL")
        database.commit()
    findings = menhu.json("check", expect=1)["findings"]
    errors = {(f["about"], f["message"]) for f in findings if f["level"] == "error"}
    assert ("site fgw", "toy.size of layer console is passed over: Expected `int` <= 9") in errors
    assert ("site fgw", "core.colour of layer console is passed over: there is no such setting") in errors
    assert (
        "theme lost",
        "the theme lost of main, fgw, jyj is not installed; the fallback is shown",
    ) in errors
    assert ("main, fgw, jyj", "home: no block is called core.lost") in errors
    assert any(f["about"] == "cluster" and "no site is the main one" in f["message"] for f in findings)


def test_missing_translations_are_warnings(menhu: Menhu, modules: dict[str, ModuleType]) -> None:
    folder = Path(modules["quiet"].__file__ or "").parent / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    try:
        (folder / "quiet.po").write_text(head + 'msgid "Hush"\nmsgstr "Hush"\n', encoding="utf-8")
        findings = found(menhu, 0)
    finally:
        (folder / "quiet.po").unlink()
        for level in (folder, folder.parent, folder.parent.parent):
            level.rmdir()
    assert findings["translations quiet"] == (
        "warning",
        "1 messages have no zh-Hans translation, such as 'Hush'",
    )


def test_a_check_that_fails_is_a_finding(menhu: Menhu, modules: dict[str, ModuleType]) -> None:
    toy = modules["toy"]
    kept = toy.worn
    toy.worn = lambda: 1 / 0
    try:
        level, message = found(menhu, 1)["plugin toy"]
    finally:
        toy.worn = kept
    assert (level, message) == ("error", "its check failed: ZeroDivisionError: division by zero")


def test_a_malformed_database_address_is_a_finding(empty: Menhu) -> None:
    empty.deployment = Deployment(var=empty.var, database="nonsense", files="", plugins=())
    assert "menhu.database cannot be used" in found(empty, 1)["database"][1]
