"""Drivers over two seams: pins and a two-wire bus."""
