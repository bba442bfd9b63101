"""``pios``: the ecosystem's names for what ``pio cluster`` does. Thin faces; the functions are the same."""
