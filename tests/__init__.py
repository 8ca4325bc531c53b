"""The promises of this project, told by who relies on them."""
