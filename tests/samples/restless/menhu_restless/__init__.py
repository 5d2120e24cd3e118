"""A sample plugin whose page is never the same twice."""
