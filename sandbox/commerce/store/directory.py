"""Countries, their regions, and currencies: whereto Fernhollow delivers and in what it is paid."""

import sqlite3
from dataclasses import dataclass
from typing import Final

from sandbox.commerce.world import World

COUNTRIES: Final = (
    # code, three letters, English, German
    ("AT", "AUT", "Austria", "Österreich"),
    ("BE", "BEL", "Belgium", "Belgien"),
    ("CA", "CAN", "Canada", "Kanada"),
    ("CH", "CHE", "Switzerland", "Schweiz"),
    ("DE", "DEU", "Germany", "Deutschland"),
    ("DK", "DNK", "Denmark", "Dänemark"),
    ("ES", "ESP", "Spain", "Spanien"),
    ("FR", "FRA", "France", "Frankreich"),
    ("GB", "GBR", "United Kingdom", "Vereinigtes Königreich"),
    ("IE", "IRL", "Ireland", "Irland"),
    ("IT", "ITA", "Italy", "Italien"),
    ("NL", "NLD", "Netherlands", "Niederlande"),
    ("PL", "POL", "Poland", "Polen"),
    ("SE", "SWE", "Sweden", "Schweden"),
    ("US", "USA", "United States", "Vereinigte Staaten"),
)

UNITED_STATES: Final = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of"
    " Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA"
    " Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE"
    " Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH"
    " Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX"
    " Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
)
CANADA: Final = (
    "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|NT"
    " Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon Territory"
)
GERMANY: Final = (
    "BW Baden-Württemberg|BY Bayern|BE Berlin|BB Brandenburg|HB Bremen|HH Hamburg|HE Hessen|MV"
    " Mecklenburg-Vorpommern|NI Niedersachsen|NW Nordrhein-Westfalen|RP Rheinland-Pfalz|SL Saarland|SN Sachsen|ST"
    " Sachsen-Anhalt|SH Schleswig-Holstein|TH Thüringen"
)
REGIONS: Final = {"US": UNITED_STATES, "CA": CANADA, "DE": GERMANY}


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A state or province."""

    id: int
    country: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A country that is delivered to."""

    code: str
    three_letters: str
    english: str
    german: str


def countries(world: World) -> list[CountryRow]:
    """All of them, by code."""
    return [_country(row) for row in world.rows("SELECT * FROM directory_country ORDER BY code")]


def country(world: World, code: str) -> CountryRow | None:
    """The country with this two-letter code."""
    row = world.row("SELECT * FROM directory_country WHERE code = ?", (code,))
    return None if row is None else _country(row)


def regions(world: World, country_code: str) -> list[RegionRow]:
    """The regions of a country by name; empty where it has none."""
    rows = world.rows("SELECT * FROM directory_region WHERE country = ? ORDER BY name", (country_code,))
    return [_region(row) for row in rows]


def region(world: World, country_code: str, wanted: str | int) -> RegionRow | None:
    """The region with this id, code or name."""
    row = world.row(
        "SELECT * FROM directory_region"
        " WHERE country = :country AND (id = :wanted OR code = :wanted OR name = :wanted)",
        {"country": country_code, "wanted": wanted},
    )
    return None if row is None else _region(row)


def seed_directory(world: World) -> None:
    """Write countries and regions; the ids of regions count from 1."""
    world.database.executemany("INSERT INTO directory_country VALUES (?, ?, ?, ?)", COUNTRIES)
    for code, listed in REGIONS.items():
        for entry in listed.split("|"):
            short, _, name = entry.partition(" ")
            world.database.execute(
                "INSERT INTO directory_region (country, code, name) VALUES (?, ?, ?)", (code, short, name)
            )


def _country(row: sqlite3.Row) -> CountryRow:
    return CountryRow(row["code"], row["three_letters"], row["english"], row["german"])


def _region(row: sqlite3.Row) -> RegionRow:
    return RegionRow(row["id"], row["country"], row["code"], row["name"])
