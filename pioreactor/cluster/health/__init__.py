"""How a unit is doing, and whether it is doing no worse than before."""
