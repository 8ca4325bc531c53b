"""What the payment kind's own words promise, without any provider."""
