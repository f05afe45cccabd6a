"""Raw JSON to model: one function per kind. A bad object costs itself, never its neighbours."""
