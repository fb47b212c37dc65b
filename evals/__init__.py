"""How far to trust an answer: cases, metrics, runs and what they must not fall below."""
