"""Named questions: their headers, the registry of them, the binding of parameters, and `run.ask`."""
