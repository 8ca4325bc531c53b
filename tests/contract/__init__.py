"""What each stand-in and each adapter promises, told by who relies on it."""
