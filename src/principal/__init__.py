"""Principal: a principal engineer as software."""

__version__ = "0.1.0"
