"""What plugins of content have in common: texts, checks, pictures, imports from JSON Lines."""
