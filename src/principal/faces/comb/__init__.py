"""The fine-toothed comb for people: what to look at first, what is signed, and the file an editor shows."""
