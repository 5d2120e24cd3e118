"""Engine, sessions, site scope, changes, migrations and files: the only place that touches the database's libraries."""
