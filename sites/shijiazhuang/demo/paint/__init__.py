"""Pictures of the demonstration cluster, drawn by the program."""
