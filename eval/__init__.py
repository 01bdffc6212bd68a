"""How right the assistant is: question sets, metrics, compared systems, report (`python -m eval`).

The package under test knows nothing of this one.
"""
