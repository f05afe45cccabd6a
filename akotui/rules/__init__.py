"""The rules, one file each; the module docstring is the manual page."""
