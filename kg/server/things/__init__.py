"""Entities, claims, figures and runs on the web: pages, data, citations."""
