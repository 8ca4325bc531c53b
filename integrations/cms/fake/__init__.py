"""The sandbox's content system as a content source: a working one, with no account anywhere."""
