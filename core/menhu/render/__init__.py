"""Templates, themes, slots, blocks, messages and the furniture that every page carries."""
