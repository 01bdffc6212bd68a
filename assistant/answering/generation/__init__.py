"""Who phrases an answer: the `Generator` protocol and one adapter a file."""
