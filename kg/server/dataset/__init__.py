"""The build as a data set on the web: its description, its files, its site map."""
