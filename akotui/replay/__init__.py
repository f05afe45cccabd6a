"""A recording played: from facts of the past to estates, forward and back."""
