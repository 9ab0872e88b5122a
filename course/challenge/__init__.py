"""The challenge: a learner's lines read by an interpreter of our own, marked blank by blank, and trained with."""
