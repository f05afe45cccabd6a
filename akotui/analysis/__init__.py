"""Thinking: instances, claims, ownership, subjects, findings. Pure functions of an inventory."""
