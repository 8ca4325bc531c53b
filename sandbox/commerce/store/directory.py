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

# Each region with the number that a fresh Commerce gives it: storefronts write them down.
UNITED_STATES: Final = (
    "1 AL Alabama|2 AK Alaska|4 AZ Arizona|5 AR Arkansas|12 CA California|13 CO Colorado|14 CT Connecticut|15 DE "
    "Delaware|16 DC District of Columbia|18 FL Florida|19 GA Georgia|21 HI Hawaii|22 ID Idaho|23 IL Illinois|24 IN "
    "Indiana|25 IA Iowa|26 KS Kansas|27 KY Kentucky|28 LA Louisiana|29 ME Maine|31 MD Maryland|32 MA "
    "Massachusetts|33 MI Michigan|34 MN Minnesota|35 MS Mississippi|36 MO Missouri|37 MT Montana|38 NE Nebraska|39 "
    "NV Nevada|40 NH New Hampshire|41 NJ New Jersey|42 NM New Mexico|43 NY New York|44 NC North Carolina|45 ND "
    "North Dakota|47 OH Ohio|48 OK Oklahoma|49 OR Oregon|51 PA Pennsylvania|53 RI Rhode Island|54 SC South "
    "Carolina|55 SD South Dakota|56 TN Tennessee|57 TX Texas|58 UT Utah|59 VT Vermont|61 VA Virginia|62 WA "
    "Washington|63 WV West Virginia|64 WI Wisconsin|65 WY Wyoming"
)
CANADA: Final = (
    "66 AB Alberta|67 BC British Columbia|68 MB Manitoba|70 NB New Brunswick|69 NL Newfoundland and Labrador|71 NS "
    "Nova Scotia|72 NT Northwest Territories|73 NU Nunavut|74 ON Ontario|75 PE Prince Edward Island|76 QC Quebec|77 "
    "SK Saskatchewan|78 YT Yukon Territory"
)
GERMANY: Final = (
    "80 BW Baden-Württemberg|81 BY Bayern|82 BE Berlin|83 BB Brandenburg|84 HB Bremen|85 HH Hamburg|86 HE Hessen|87 "
    "MV Mecklenburg-Vorpommern|79 NI Niedersachsen|88 NW Nordrhein-Westfalen|89 RP Rheinland-Pfalz|90 SL "
    "Saarland|91 SN Sachsen|92 ST Sachsen-Anhalt|93 SH Schleswig-Holstein|94 TH Thüringen"
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
    """Write countries and regions."""
    world.database.executemany("INSERT INTO directory_country VALUES (?, ?, ?, ?)", COUNTRIES)
    for code, listed in REGIONS.items():
        for entry in listed.split("|"):
            number, short, name = entry.split(" ", 2)
            world.database.execute(
                "INSERT INTO directory_region (id, country, code, name) VALUES (?, ?, ?, ?)",
                (int(number), code, short, name),
            )


def _country(row: sqlite3.Row) -> CountryRow:
    return CountryRow(row["code"], row["three_letters"], row["english"], row["german"])


def _region(row: sqlite3.Row) -> RegionRow:
    return RegionRow(row["id"], row["country"], row["code"], row["name"])
