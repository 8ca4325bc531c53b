"""What every payment provider's adapter promises, tried on each of them."""
