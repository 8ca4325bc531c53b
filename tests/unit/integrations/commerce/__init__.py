"""Commerce's adapter, by values alone: what is written, signed, read and believed."""
