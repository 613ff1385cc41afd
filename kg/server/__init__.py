"""Publishes a build on the web: SPARQL, a page for every IRI, search, the explorer."""
