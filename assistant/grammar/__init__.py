"""English questions, as far as word order and small word lists show how they are built."""
