"""The command line: what was asked for, wiring, and the exit code. Imports nothing heavy before it is needed."""
