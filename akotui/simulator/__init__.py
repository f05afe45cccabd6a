"""A cluster and a Controller that are not there: real HTTP servers on 127.0.0.1 for the demo and the tests."""
