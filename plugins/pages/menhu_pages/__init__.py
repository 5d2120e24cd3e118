"""Menhu plugin: pages."""
