"""Running pumps: what is asked for, how long that takes, the run itself and its books. The faces are in `..pump`."""
