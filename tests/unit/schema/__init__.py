"""What we add to Commerce's schema, and the schema that comes of it."""
