"""Commerce's schema and ours put together into the one that storefronts see.

`read` takes ours out of Strawberry, `fit` leaves out what this Commerce has no ground for, `spread` brings each field
of ours to the types that get it, `assemble` builds the types anew, `compose` tells the story. All of it works on
values: no file is read, nobody is asked, and no field is resolved here.
"""
