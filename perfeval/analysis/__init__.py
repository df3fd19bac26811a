"""What is true of a rule set: proofs and counterexamples."""
