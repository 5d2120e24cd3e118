"""The department look: a quiet header, what can be done here, two columns."""
