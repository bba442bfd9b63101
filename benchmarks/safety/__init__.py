"""Parts of the benchmark of interlocks."""
