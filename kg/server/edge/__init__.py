"""What stands between the network and every page: connections, bodies, the log, entity tags."""
