"""What goes by e-mail: newsletters, messages to the shop and to friends, lost passwords. Nothing is really sent."""
