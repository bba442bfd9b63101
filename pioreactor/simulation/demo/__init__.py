"""A whole cluster of simulated units on this machine: broker, leader, workers and vials on loopback."""
