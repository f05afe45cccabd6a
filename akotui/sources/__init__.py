"""Where facts come from: the cluster, the Controller, files."""
