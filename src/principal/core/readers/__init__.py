"""Readers of file formats that remember lines, for sources. Pure, bounded, and they never raise."""
