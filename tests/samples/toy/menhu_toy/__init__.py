"""A sample plugin: cases that several sites decide together."""
