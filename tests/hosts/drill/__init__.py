"""Random faults for a booted cluster, and its books afterwards: `python -m tests.hosts.drill --plans 20 --seed 1`.

Every unit produces numbered readings through its own journal and broker, and notes each in a book of its own. A plan,
made from a seed, kills, halts, cuts off and unplugs parts of the cluster meanwhile. Then book and database are
compared, row by row.
"""
