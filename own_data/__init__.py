"""A learner's own data: points that are drawn, typed, pasted, or loaded from a file, and samples that ship."""
