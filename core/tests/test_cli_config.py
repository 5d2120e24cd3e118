"""Settings by command: the chain, changes in the console's layer, secrets, messages."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from clikit import Menhu

from menhu.cluster.overlay import Setting, explain_setting, find_setting, set_setting, unset_setting
from menhu.cluster.service import ClusterChangeError
from menhu.testing.portal import PortalKit

pytest_plugins = ("clifixtures",)


def stored(menhu: Menhu, code: str) -> tuple[int, dict[str, object] | None]:
    with closing(sqlite3.connect(menhu.var / "menhu.db")) as database:
        version, overlay = database.execute(
            "SELECT version, overlay FROM core_site WHERE code = ?", (code,)
        ).fetchone()
    return version, json.loads(overlay) if overlay else None


def test_the_chain_shows_every_layer_and_the_winner(menhu: Menhu) -> None:
    chain = menhu.json("config", "explain", "fgw", "toy.label")
    assert [(link["layer"], link["says"], link["wins"]) for link in chain] == [
        ("default", True, False), ("distribution", False, False), ("template", False, False),
        ("site", True, True), ("console", False, False),
    ]  # fmt: skip
    assert chain[3]["value"] == "甲"
    assert chain[3]["origin"].startswith("cluster.yaml:")
    lines = menhu("config", "explain", "fgw", "toy.size").stdout.splitlines()
    assert lines[0] == "toy.size: How big it is."
    assert [line.split()[:3] for line in lines if line.startswith("→")] == [["→", "template", "5"]]
    assert [line.split() for line in lines if "distribution" in line] == [["distribution", "—", "—"]]


def test_set_and_unset_change_the_console_layer_alone(menhu: Menhu) -> None:
    before, overlay = stored(menhu, "fgw")
    assert overlay is None
    assert menhu("config", "set", "fgw", "toy.size", "8").stdout == "toy.size of fgw is 8.\n"
    version, overlay = stored(menhu, "fgw")
    assert version == before + 1
    assert overlay == {"settings": {"toy": {"size": 8}}, "origins": {"settings.toy.size": "menhu config set"}}
    assert menhu.json("config", "show", "fgw", "toy")["toy.size"] == 8
    assert menhu("config", "unset", "fgw", "toy.size").stdout == "toy.size of fgw is 5 (template).\n"
    assert stored(menhu, "fgw") == (before + 2, None)
    assert "was not set by console" in menhu("config", "unset", "fgw", "toy.size").stdout
    assert stored(menhu, "fgw") == (before + 2, None)


def test_setting_the_same_value_again_changes_nothing(menhu: Menhu) -> None:
    menhu("config", "set", "fgw", "toy.size", "8")
    first = stored(menhu, "fgw")
    menhu("config", "set", "fgw", "toy.size", "8")
    assert stored(menhu, "fgw") == first


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("toy.label", "12345", "12345"),
        ("toy.label", "no", "no"),
        ("toy.label", "", ""),
        ("toy.label", "a: b: c", "a: b: c"),
        ("core.brand", "#b3131b", "#b3131b"),
        ("toy.tags", "[一, 二]", ["一", "二"]),
        ("core.new_days", "7", 7),
    ],
)
def test_values_are_read_as_the_setting_wants_them(menhu: Menhu, key: str, text: str, value: object) -> None:
    menhu("config", "set", "fgw", key, text)
    assert menhu.json("config", "show", "fgw")[key] == value


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        ("toy.size", "10", "toy.size cannot be 10: Expected `int` <= 9. How big it is."),
        ("toy.size", "big", "Expected `int`, got `str`"),
        ("toy.size", "[1", "cannot be read as YAML"),
        ("toy.siez", "1", "Did you mean `toy.size`?"),
        ("ty.size", "1", "no active plugin is called 'ty'. Did you mean `toy.size`?"),
        ("size", "1", "Write FEATURE.KEY, such as toy.size."),
        ("quiet.size", "1", "the feature quiet has no settings"),
    ],
)
def test_what_cannot_be_set_is_refused_and_explained(menhu: Menhu, key: str, text: str, message: str) -> None:
    before = stored(menhu, "fgw")
    assert message in menhu("config", "set", "fgw", key, text, expect=1).stderr
    assert stored(menhu, "fgw") == before


def test_secrets_are_references_and_masked(menhu: Menhu) -> None:
    refused = menhu("config", "set", "fgw", "toy.key", "hunter2", expect=1)
    assert "hunter2" not in refused.output
    assert "env:TOY_KEY (••••)" in menhu("config", "set", "fgw", "toy.key", "env:TOY_KEY").stdout
    assert menhu.json("config", "show", "fgw", "toy")["toy.key"] == "env:TOY_KEY (••••)"
    with closing(sqlite3.connect(menhu.var / "menhu.db")) as database:
        database.execute(
            "UPDATE core_site SET overlay = ?", (json.dumps({"settings": {"toy": {"key": "hunter2"}}}),)
        )
        database.commit()
    for result in (
        menhu("config", "explain", "fgw", "toy.key"),
        menhu("config", "explain", "fgw", "toy.key", "--json"),
    ):
        assert "hunter2" not in result.output
        assert "••••" in result.stdout
    assert menhu.json("config", "show", "fgw", "toy")["toy.key"] is None


def test_a_stored_value_that_does_not_suit_is_shown_as_passed_over(menhu: Menhu) -> None:
    with closing(sqlite3.connect(menhu.var / "menhu.db")) as database:
        database.execute(
            "UPDATE core_site SET overlay = ?", (json.dumps({"features": {"toy": {"size": 99}}}),)
        )
        database.commit()
    text = menhu("config", "explain", "fgw", "toy.size").stdout
    assert "passed over: Expected `int` <= 9" in text
    assert menhu.json("config", "explain", "fgw", "toy.size")[4]["fault"]
    menhu("config", "set", "fgw", "toy.size", "2")
    assert menhu.json("config", "show", "fgw", "toy")["toy.size"] == 2
    menhu("config", "unset", "fgw", "toy.size")
    assert stored(menhu, "fgw")[1] == {"features": {"toy": {}}}


def test_show_names_the_features_with_settings(menhu: Menhu) -> None:
    assert "How big it is." in menhu("config", "show", "fgw").stdout
    assert "toy.size" not in menhu("config", "show", "jyj").stdout
    assert "Did you mean `toy`?" in menhu("config", "show", "fgw", "tyo", expect=1).stderr


def test_a_running_application_follows_and_other_sites_do_not_move(tmp_path: Path, menhu: Menhu) -> None:
    from clikit import SITES

    with PortalKit(tmp_path / "kit", SITES, {name: menhu.modules[name] for name in ("toy", "quiet")}) as kit:
        others = kit.site("jyj")
        set_setting(kit.registry, "fgw", "toy.size", 6, "a test")
        assert kit.site("fgw").settings("toy").size == 6
        assert kit.site("jyj") is others
        steps = explain_setting(kit.registry, "fgw", "toy.size")
        assert [(step.layer, step.origin) for step in steps if step.wins] == [("console", "a test")]
        assert unset_setting(kit.registry, "fgw", "toy.size")
        assert kit.site("fgw").settings("toy").size == 5
        found: Setting = find_setting(kit.registry, "toy.key")
        assert found.secret
        assert not find_setting(kit.registry, "toy.tags").description
        with pytest.raises(ClusterChangeError, match="there is no site"):
            set_setting(kit.registry, "nowhere", "toy.size", 6)
