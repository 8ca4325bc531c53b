"""The laws of the house: layout, imports, sizes, and what is published."""
