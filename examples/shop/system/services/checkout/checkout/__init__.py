"""Turns a cart into a paid order."""
