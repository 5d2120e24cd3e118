"""A plugin that shows all building blocks that docs/theming.md offers, and fails in every way on demand."""
