"""What shoppers say about products."""
