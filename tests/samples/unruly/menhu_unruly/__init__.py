"""A sample plugin that keeps none of the rules; ``wrong_answers`` is a milder variant."""
