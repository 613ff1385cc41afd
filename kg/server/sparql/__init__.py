"""SPARQL over the web: the engine, what passes requests to it, the query page."""
