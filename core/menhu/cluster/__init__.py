"""The cluster: its sites, columns and settings, from files through the database to the snapshot."""
