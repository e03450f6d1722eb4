"""Whether matching can be trusted, as pure functions: likeness, fairness, faithful reasons."""
