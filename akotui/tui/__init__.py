"""The terminal app: a thin shell around views."""
