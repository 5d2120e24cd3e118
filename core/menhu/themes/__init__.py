"""The themes that come with the core."""
