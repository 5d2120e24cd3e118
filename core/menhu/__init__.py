"""The core of Menhu: it resolves the site and renders the page; every feature is a plugin."""

__version__ = "0.1.0"
