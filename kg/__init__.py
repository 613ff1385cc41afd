"""Turn Chinese party and government documents into a knowledge graph with evidence."""

__version__ = "0.1.0"
