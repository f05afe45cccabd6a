"""The pieces panes draw with."""
