"""The spaCy pipeline: `load()` gives an ordinary `nlp`, `annotate()` runs it over one document."""
