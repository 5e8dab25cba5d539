"""The mark of files that we write for other tools.

By it we know our own files again: they may be written anew, others not; and what one says is what our records say,
so that it is no evidence for them.
"""

EXPORTED = "written by principal export"
