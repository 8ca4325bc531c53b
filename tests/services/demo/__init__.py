"""The demo as a newcomer meets it: started by its one command, on ports of its own."""
