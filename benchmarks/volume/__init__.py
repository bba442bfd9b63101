"""Random runs of a dosed vial with a fault, in virtual time, watched by the volume watch."""
