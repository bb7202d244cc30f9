"""Items of the frameworks: from a code to an item (`resolve`), and from an item to words (`describe`)."""
