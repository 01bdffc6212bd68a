"""Attacks on the assistant and benign questions that look like them; `python -m eval.attacks`."""
