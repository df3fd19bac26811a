"""Many rows at once: columns in, columns out, by kernels made from the decisions of a rule set."""
