"""Headless output, one format a file."""
