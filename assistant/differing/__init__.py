"""Whether two sentences give different answers: values, stances, alternatives, kinds."""
