"""Search: chunks into a published index, and a question into ranked hits. Knows no answers."""
