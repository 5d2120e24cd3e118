"""The gallery behind a real server, and Chromium, which finds its hosts there and nothing else."""

import threading
from collections.abc import Iterator

import pytest
from gallery.build import Gallery, gallery  # noqa: F401 - gallery is a fixture
from gallery.tour import DOMAIN
from needs import needs
from playwright.sync_api import Browser, sync_playwright
from surveying import Surveyor
from waitress.server import create_server

LOOPBACK = "--disable-features=LocalNetworkAccessChecks"
"""A page that Playwright hands in counts as public, and may not load style sheets from the loopback interface."""


@pytest.fixture(scope="session")
def port(gallery: Gallery) -> Iterator[int]:  # noqa: F811
    """The port on the loopback interface on which the gallery is served."""
    server = create_server(gallery.kit.application, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()
    thread.join(10)


@pytest.fixture(scope="session")
def chromium(port: int) -> Iterator[Browser]:
    """A browser for which every host of the gallery is the server, and no other host is found."""
    rules = f"MAP *.{DOMAIN} 127.0.0.1:{port}, MAP * ~NOTFOUND"
    arguments = [f"--host-resolver-rules={rules}", "--no-proxy-server", "--no-sandbox", LOOPBACK]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(needs("chromium")), args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def surveyor(gallery: Gallery, chromium: Browser) -> Surveyor:  # noqa: F811
    """Looks at every page type; each look is taken once."""
    needs("cjk-font")
    return Surveyor(gallery, chromium, needs("axe"))
