"""Learns the two trained parts of the product from the question sets: see `__main__`."""
