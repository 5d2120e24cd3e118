"""Menhu plugin: news."""
