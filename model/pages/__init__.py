"""Pages to learn from: reads, composes and misreads them, trains the tagger and measures it. Serving needs none of it."""
