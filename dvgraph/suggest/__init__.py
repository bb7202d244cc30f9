"""Candidates for the mappings of one framework to another, ranked, with the evidence for each."""
