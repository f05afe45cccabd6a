"""Arguments to a wired program and an exit code; the only place where parts are joined."""
