"""Everything a unit keeps on its own disk: paths, small caches, identity, journal."""
