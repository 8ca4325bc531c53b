"""Where orders can be fetched, and how far that is from which towns. Distances are as the crow flies."""

from typing import Final

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS pickup_location (
    code TEXT PRIMARY KEY COLLATE NOCASE, name TEXT NOT NULL, description TEXT, contact_name TEXT, email TEXT,
    phone TEXT, fax TEXT, street TEXT NOT NULL, city TEXT NOT NULL, region TEXT, region_id INTEGER,
    postcode TEXT NOT NULL, country_id TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
    is_active INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS pickup_town (
    city TEXT NOT NULL COLLATE NOCASE, postcode TEXT NOT NULL, country_id TEXT NOT NULL, latitude REAL NOT NULL,
    longitude REAL NOT NULL, PRIMARY KEY (country_id, postcode)
) WITHOUT ROWID;
"""

COLUMNS: Final = "code, name, description, contact_name, phone, street, city, region, region_id, postcode, country_id,"

LOCATIONS: Final = (
    ("oakland", "Fernhollow Oakland", "The workshop, with a shelf for orders.", "Iris Moran", "+1 510 555 0170",
     "40 Kiln Street", "Oakland", "California", 12, "94607", "US", 37.8044, -122.2712),
    ("brooklyn", "Fernhollow Brooklyn", "The shop on the corner.", "Theo Lind", "+1 718 555 0141",
     "212 Juniper Street", "Brooklyn", "New York", 43, "11201", "US", 40.6943, -73.9903),
    ("freiburg", "Fernhollow Freiburg", "Im Hof, zweite Tür.", "Jana Roth", "+49 761 555 0155",
     "Lindenweg 8", "Freiburg", "Baden-Württemberg", 80, "79098", "DE", 47.9959, 7.8522),
)  # fmt: skip

TOWNS: Final = (
    ("Oakland", "94607", "US", 37.8044, -122.2712),
    ("San Francisco", "94103", "US", 37.7725, -122.4147),
    ("Los Angeles", "90012", "US", 34.0614, -118.2365),
    ("Brooklyn", "11201", "US", 40.6943, -73.9903),
    ("New York", "10007", "US", 40.7135, -74.0078),
    ("Freiburg", "79098", "DE", 47.9959, 7.8522),
    ("Berlin", "10115", "DE", 52.5323, 13.3846),
)
"""Where somebody may say to be. Commerce has all postcodes of a country once its geonames are imported."""


def seed(world: World) -> None:
    """Three shops on two continents."""
    world.database.executemany(
        f"INSERT INTO pickup_location ({COLUMNS} latitude, longitude) VALUES ({', '.join('?' * 13)})",  # noqa: S608
        LOCATIONS,
    )
    world.database.executemany("INSERT INTO pickup_town VALUES (?, ?, ?, ?, ?)", TOWNS)
