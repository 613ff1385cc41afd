"""The ontology on the web."""
