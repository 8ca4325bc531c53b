"""What flows say and compare, with values alone."""
