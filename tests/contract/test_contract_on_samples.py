"""The contract on the samples: the toy keeps it, leaky and unruly are refused with the fault and the remedy."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import menhu_leaky.plugin
import menhu_leaky.views
import menhu_toy.plugin
import menhu_unruly.plugin
import menhu_unruly.wanting
import menhu_unruly.wrong_answers
import pytest
from menhu_leaky.models import Document, Remark
from menhu_toy import services

from menhu.testing import ContractFault, PluginContract, PortalKit


class TestToy(PluginContract):
    """The toy passes."""

    module = menhu_toy.plugin
    fixed_columns: ClassVar[dict[str, str]] = {"toy_case.state": "one of two states"}
    forms: ClassVar[dict[str, dict[str, str]]] = {"open": {"title": "sent"}, "opinion": {"text": "sent"}}

    @pytest.fixture
    def contract_database(self, empty_database_url: str) -> str:
        return empty_database_url

    def populate(self, portal: PortalKit, site_code: str, marker: str) -> tuple[str, ...]:
        site = portal.site(site_code)
        with portal.session(site_code) as session:
            cases = [services.open_case(session, f"{marker} {number}") for number in range(3)]
            for case in cases:
                services.give_opinion(session, case, site, f"{marker} agrees")
            session.commit()
            return tuple(f"/toy/{case.id}" for case in cases)

    def settle(self, portal: PortalKit, site_code: str) -> None:
        site = portal.site(site_code)
        with portal.session(site_code) as session:
            for case in services.business(session, site)[0]:
                services.finish_case(session, case, site)
            session.commit()


class LeakyContract(PluginContract):
    """Documents of three sites, each with a remark."""

    module = menhu_leaky.plugin

    def populate(self, portal: PortalKit, site_code: str, marker: str) -> tuple[str, ...]:
        with portal.session(site_code) as session:
            document = Document(title=marker)
            session.add(document)
            session.flush()
            session.add(Remark(document_id=document.id, text=marker))
            session.commit()
        return ()


class UnrulyContract(PluginContract):
    """Adds what it may not add."""

    module = menhu_unruly.plugin
    neighbours: ClassVar[dict[str, ModuleType]] = {"toy": menhu_toy.plugin}


class WrongAnswersContract(PluginContract):
    """Boots, but keeps no promise."""

    module = menhu_unruly.wrong_answers
    languages: ClassVar[dict[str, tuple[str, ...]]] = {"left": ("en",)}

    def populate(self, portal: PortalKit, site_code: str, marker: str) -> tuple[str, ...]:
        return ()


class BrokenContract(PluginContract):
    """Says it needs what is not there."""

    module = menhu_unruly.wanting


def refused(check: Callable[..., None], *arguments: Any) -> str:
    """The message with which a check of the contract refuses."""
    with pytest.raises(ContractFault) as caught:
        check(*arguments)
    return str(caught.value)


MakePortal = Callable[..., PortalKit]


def line_of(module: ModuleType, fragment: str) -> int:
    """The number of the line of a module's source in which something stands."""
    lines = Path(module.__file__ or "").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if fragment in line)


def test_leak_by_hand_written_sql_is_linted() -> None:
    message = refused(LeakyContract().test_no_raw_sql)
    line = line_of(menhu_leaky.views, "scalars(text(")
    assert f"menhu_leaky/views.py:{line}: `text()` is not held to the site" in message
    assert "Use select(), insert(), update() or delete() on mapped classes." in message


@pytest.fixture(scope="module")
def leaks(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the canaries say of the leaky sample."""
    with ExitStack() as stack:

        def portal(*arguments: Any, **options: Any) -> PortalKit:
            return stack.enter_context(PortalKit(tmp_path_factory.mktemp("leaky"), *arguments, **options))

        return refused(LeakyContract().test_no_site_shows_another, portal, "", 0)


def test_leak_by_hand_written_sql_is_refused_at_run_time(leaks: str) -> None:
    assert "on left, GET /leaky/by-text answers 500 (ScopeError" in leaks
    assert "Remedy: write it with select(), update() or delete() over the mapped classes" in leaks


def test_leak_by_table_is_refused_at_run_time(leaks: str) -> None:
    assert "on right, GET /leaky/by-table answers 500 (ScopeError" in leaks
    assert "nothing holds its table 'leaky_document' to one site" in leaks


def test_leak_by_session_of_the_cluster_is_seen(leaks: str) -> None:
    assert "GET /leaky/by-cluster of left shows a row of main. Read through request.db" in leaks
    assert "GET /leaky/by-cluster of main shows a row of right." in leaks


def test_leak_by_child_table_without_owner_is_seen(leaks: str) -> None:
    assert "GET /leaky/by-child of left shows a row of right. Read through request.db" in leaks
    assert "child tables too." in leaks


def test_page_that_keeps_to_its_site_is_not_accused(leaks: str) -> None:
    assert "GET /leaky/ of" not in leaks


def test_index_that_does_not_lead_with_the_site() -> None:
    message = refused(LeakyContract().test_tables_have_owners)
    assert "the index ix_leaky_document_title_site_id of leaky_document begins with title." in message
    assert "Put site_id first" in message


def test_models_that_differ_from_migrations(tmp_path: Path) -> None:
    message = refused(LeakyContract().test_migrations_make_the_models, "", tmp_path)
    assert "leaky: the models and the migrations differ" in message
    assert "Write a migration, or correct the model." in message


@pytest.mark.parametrize(
    ("fixed", "message"),
    [
        (
            {"leaky_document.colour": "a key"},
            "names leaky_document.colour, which is no text column. Correct or",
        ),
        ({"leaky_document.title": " "}, "gives no reason for leaky_document.title. Say why"),
    ],
)
def test_fixed_columns_are_checked(portal: MakePortal, fixed: dict[str, str], message: str) -> None:
    class Contract(LeakyContract):
        fixed_columns = fixed

    assert message in refused(Contract().test_no_site_shows_another, portal, "", 0)


def test_rows_that_are_never_shown_prove_nothing(portal: MakePortal) -> None:
    class Contract(LeakyContract):
        def populate(self, portal: PortalKit, site_code: str, marker: str) -> tuple[str, ...]:
            return ()

    message = refused(Contract().test_no_site_shows_another, portal, "", 0)
    assert (
        "no canary of left is seen on left itself. populate() must return addresses that show records."
        in message
    )


def test_route_and_tween_are_refused() -> None:
    message = refused(UnrulyContract().test_configures_views_only)
    assert "unruly adds to routes: anywhere" in message
    assert (
        "Plugins add no routes: register a view for a context class; the column gives the address." in message
    )
    assert "unruly adds to tweens: menhu_unruly.tweens.factory" in message
    assert "Plugins add no tweens: use a slot, a view, or propose a hook." in message


def test_import_of_another_plugin_is_refused() -> None:
    message = refused(UnrulyContract().test_imports)
    line = line_of(menhu_unruly.plugin, "from menhu_toy import")
    assert f"menhu_unruly/plugin.py:{line}: imports menhu_toy of the plugin toy" in message
    assert "Meet through hooks, or declare requires=('toy',) and import menhu_toy.api only." in message


def test_import_past_the_interface_is_refused() -> None:
    message = refused(UnrulyContract().test_imports)
    assert "imports menhu.data.session, which is not part of the plugins' interface" in message
    assert "Import what you need from menhu.api" in message


def test_wrong_result_of_a_boot_hook_is_refused() -> None:
    message = refused(UnrulyContract().test_boot_hooks)
    assert "unruly: menhu_slots returned str, not a tuple of SlotItem. Return (SlotItem(...),)." in message


def test_wrong_result_of_a_request_hook_is_refused(portal: MakePortal) -> None:
    message = refused(WrongAnswersContract().test_hooks_are_called, portal, "")
    assert "unruly: menhu_column_items returned a str among its results. Return Item objects only." in message


def test_untranslated_message_is_refused() -> None:
    message = refused(UnrulyContract().test_messages_are_translated)
    assert (
        "the message 'Nobody translated this sentence.' has no zh-Hans translation. Add it to locale/zh_Hans"
        in message
    )


def test_untranslated_title_is_refused() -> None:
    message = refused(UnrulyContract().test_titles_are_translated)
    assert "the title 'Mischief' has no en translation. Add it to locale/en/LC_MESSAGES/unruly.po." in message


def test_view_that_no_address_reaches_is_named(portal: MakePortal) -> None:
    message = refused(WrongAnswersContract().test_off_is_absent, portal, "", 0)
    assert "no address reaches the view menhu_unruly.wrong_answers.hidden (context HiddenRecord" in message
    assert "populate() must return an address for its context" in message


def test_quarantine_during_boot_is_refused(portal: MakePortal) -> None:
    message = refused(UnrulyContract().test_off_is_absent, portal, "", 0)
    assert "unruly: menhu_slots is wrong: unruly: menhu_slots returned str" in message


def test_declaration_at_fault_is_refused() -> None:
    message = refused(BrokenContract().test_declaration_activates)
    assert "unruly: it requires elsewhere, which is not active. Install elsewhere" in message
