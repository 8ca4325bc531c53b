"""The catalogue of Fernhollow, an invented house of slow household goods: what is there when a sandbox starts."""
