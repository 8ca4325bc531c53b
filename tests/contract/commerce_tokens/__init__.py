"""What every way to mint a customer's token must keep, each against a sandbox Commerce over a real connection."""
