"""What customers do with an order that is placed: cancel it, order the same again."""
