"""Engine, sessions, site scope, changes, migrations and files."""
