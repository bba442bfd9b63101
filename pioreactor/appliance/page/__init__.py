"""The page of a first boot: three files, and the small server that hands them out."""
