"""Sample portfolio of an invented county union, for the demo, the tests and the docs."""
