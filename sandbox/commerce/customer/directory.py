"""Countries that are delivered to, and their regions where an address needs one."""

from dataclasses import dataclass
from functools import cache
from typing import Final

COUNTRIES: Final = frozenset(
    {
        *("AT", "AU", "BE", "CA", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB"),
        *("IE", "IT", "JP", "LU", "NL", "NO", "NZ", "PL", "PT", "SE", "US"),
    }
)
"""The countries of `CountryCodeEnum`."""

REGION_REQUIRED: Final = frozenset({"AU", "CA", "US"})
"""Where an address without a region is refused; elsewhere it may name one."""

_UNITED_STATES: Final = """
1 AL Alabama|2 AK Alaska|3 AS American Samoa|4 AZ Arizona|5 AR Arkansas|12 CA California|13 CO Colorado
14 CT Connecticut|15 DE Delaware|16 DC District of Columbia|18 FL Florida|19 GA Georgia|20 GU Guam|21 HI Hawaii
22 ID Idaho|23 IL Illinois|24 IN Indiana|25 IA Iowa|26 KS Kansas|27 KY Kentucky|28 LA Louisiana|29 ME Maine
31 MD Maryland|32 MA Massachusetts|33 MI Michigan|34 MN Minnesota|35 MS Mississippi|36 MO Missouri|37 MT Montana
38 NE Nebraska|39 NV Nevada|40 NH New Hampshire|41 NJ New Jersey|42 NM New Mexico|43 NY New York|44 NC North Carolina
45 ND North Dakota|47 OH Ohio|48 OK Oklahoma|49 OR Oregon|51 PA Pennsylvania|52 PR Puerto Rico|53 RI Rhode Island
54 SC South Carolina|55 SD South Dakota|56 TN Tennessee|57 TX Texas|58 UT Utah|59 VT Vermont|60 VI Virgin Islands
61 VA Virginia|62 WA Washington|63 WV West Virginia|64 WI Wisconsin|65 WY Wyoming
"""
_CANADA: Final = """
66 AB Alberta|67 BC British Columbia|68 MB Manitoba|69 NL Newfoundland and Labrador|70 NB New Brunswick
71 NS Nova Scotia|72 NT Northwest Territories|73 NU Nunavut|74 ON Ontario|75 PE Prince Edward Island|76 QC Quebec
77 SK Saskatchewan|78 YT Yukon Territory
"""
_GERMANY: Final = """
79 NDS Niedersachsen|80 BAW Baden-Württemberg|81 BAY Bayern|82 BER Berlin|83 BRG Brandenburg|84 BRE Bremen
85 HAM Hamburg|86 HES Hessen|87 MEC Mecklenburg-Vorpommern|88 NRW Nordrhein-Westfalen|89 RHE Rheinland-Pfalz
90 SAR Saarland|91 SAS Sachsen|92 SAC Sachsen-Anhalt|93 SCN Schleswig-Holstein|94 THE Thüringen
"""
_AUSTRALIA: Final = """
605 ACT Australian Capital Territory|606 NSW New South Wales|607 VIC Victoria|608 QLD Queensland
609 SA South Australia|610 TAS Tasmania|611 WA Western Australia|612 NT Northern Territory
"""


@dataclass(frozen=True, slots=True)
class Region:
    """A state or province, with the number by which addresses refer to it."""

    id: int
    code: str
    name: str


@cache
def regions_of(country_code: str) -> tuple[Region, ...]:
    """The regions of a country that are known by number; empty for most countries."""
    listed = {"US": _UNITED_STATES, "CA": _CANADA, "DE": _GERMANY, "AU": _AUSTRALIA}.get(country_code, "")
    entries = (entry.split(" ", 2) for line in listed.split("\n") for entry in line.split("|") if entry)
    return tuple(Region(int(number), code, name) for number, code, name in entries)


def find_region(country_code: str, *, number: int | None, text: str | None) -> Region | None:
    """The region by its number or, without one, by its code or name, upper and lower case alike."""
    wanted = (text or "").strip().casefold()
    for region in regions_of(country_code):
        if region.id == number or (number is None and wanted in (region.code.casefold(), region.name.casefold())):
            return region
    return None
