"""The deterministic writer and painter of the demonstration cluster's content."""
