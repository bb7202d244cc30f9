"""Where the graph is read: one interface, the embedded store, and the way in for queries from outside."""
