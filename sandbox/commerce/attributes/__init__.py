"""What attributes there are, of products, customers and addresses. Never the values: they are with whoever has them."""
