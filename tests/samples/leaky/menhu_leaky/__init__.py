"""A sample plugin that reads rows of other sites, each page in another way."""
