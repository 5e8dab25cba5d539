"""The fine-toothed comb: every changed line of a range, and whose signature is on it.

``diff`` reads what changed between two commits, ``lines`` says which line is the same line in
another version of the range, ``manifest`` is the file that a reviewer signs, ``coverage`` joins
them: which lines are signed, by whom, and which are open. Data in, data out.
"""
