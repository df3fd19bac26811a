"""Numbers that are not known yet: arithmetic on them gives polynomials, a decision about one opens two paths."""
