"""The leader as a small certificate authority: who a unit is, shown by a certificate of its own."""
