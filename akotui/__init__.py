"""akotui: who owns what when several AKO instances share a Kubernetes cluster."""

__version__ = "0.1.0"
