"""Says when readings that ought to come do not: one alarm per unit and series, or one for a unit that is away."""
