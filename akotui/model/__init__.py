"""What things are: frozen values of Kubernetes, of the Avi Controller, and how they are addressed."""
