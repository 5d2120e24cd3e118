"""Headers that every answer carries, and the check of where a writing request comes from."""
