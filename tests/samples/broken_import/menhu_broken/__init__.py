"""A sample plugin that cannot be imported."""
