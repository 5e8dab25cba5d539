"""Failure as people read it: what happens if something is gone, and all that can."""
