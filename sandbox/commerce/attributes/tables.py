"""What is kept about the attributes of customers and addresses; those of products are the catalogue's."""

import json
from typing import Any, Final

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS customer_attribute (
    id INTEGER PRIMARY KEY, entity_type TEXT NOT NULL, code TEXT NOT NULL, input TEXT NOT NULL, label TEXT NOT NULL,
    label_de TEXT NOT NULL, is_required INTEGER NOT NULL, is_unique INTEGER NOT NULL, sort_order INTEGER NOT NULL,
    multiline_count INTEGER NOT NULL, input_filter TEXT, rules TEXT NOT NULL, options TEXT NOT NULL,
    is_user_defined INTEGER NOT NULL, UNIQUE (entity_type, code)
);
CREATE TABLE IF NOT EXISTS customer_form_attribute (
    form TEXT NOT NULL, attribute_id INTEGER NOT NULL REFERENCES customer_attribute (id),
    PRIMARY KEY (form, attribute_id)
) WITHOUT ROWID;
"""

FORMS: Final = {
    "CUSTOMER": ("customer_account_create", "customer_account_edit"),
    "CUSTOMER_ADDRESS": ("customer_address_edit", "customer_register_address"),
}
"""Which forms show the attributes of an entity."""

SHORT: Final = {"MAX_TEXT_LENGTH": "255", "MIN_TEXT_LENGTH": "1"}
GENDERS: Final = (("1", "Male", "Männlich"), ("2", "Female", "Weiblich"), ("3", "Not Specified", "Keine Angabe"))
ROOMS: Final = (("401", "Kitchen", "Küche"), ("402", "Bedroom", "Schlafzimmer"), ("403", "Garden", "Garten"))

CUSTOMER: Final[tuple[dict[str, Any], ...]] = (
    {"id": 4, "code": "prefix", "label": "Name Prefix", "label_de": "Anrede"},
    {"id": 5, "code": "firstname", "label": "First Name", "label_de": "Vorname", "is_required": 1, "rules": SHORT},
    {"id": 6, "code": "middlename", "label": "Middle Name/Initial", "label_de": "Zweiter Vorname"},
    {"id": 7, "code": "lastname", "label": "Last Name", "label_de": "Nachname", "is_required": 1, "rules": SHORT},
    {"id": 8, "code": "suffix", "label": "Name Suffix", "label_de": "Namenszusatz"},
    {
        "id": 9,
        "code": "email",
        "label": "Email",
        "label_de": "E-Mail",
        "is_required": 1,
        "is_unique": 1,
        "input_filter": None,
        "rules": {"INPUT_VALIDATION": "email"},
    },
    {
        "id": 11,
        "code": "dob",
        "input": "DATE",
        "label": "Date of Birth",
        "label_de": "Geburtsdatum",
        "input_filter": "DATE",
        "rules": {"INPUT_VALIDATION": "date"},
    },
    {
        "id": 18,
        "code": "taxvat",
        "label": "Tax/VAT Number",
        "label_de": "USt-IdNr.",
        "rules": {"MAX_TEXT_LENGTH": "255"},
    },
    {
        "id": 20,
        "code": "gender",
        "input": "SELECT",
        "label": "Gender",
        "label_de": "Geschlecht",
        "input_filter": None,
        "options": GENDERS,
    },
    {
        "id": 151,
        "code": "favourite_room",
        "input": "SELECT",
        "label": "Favourite Room",
        "label_de": "Liebster Raum",
        "input_filter": None,
        "options": ROOMS,
        "is_user_defined": 1,
    },
)
ADDRESS: Final[tuple[dict[str, Any], ...]] = (
    {"id": 22, "code": "prefix", "label": "Name Prefix", "label_de": "Anrede"},
    {"id": 23, "code": "firstname", "label": "First Name", "label_de": "Vorname", "is_required": 1, "rules": SHORT},
    {"id": 24, "code": "middlename", "label": "Middle Name/Initial", "label_de": "Zweiter Vorname"},
    {"id": 25, "code": "lastname", "label": "Last Name", "label_de": "Nachname", "is_required": 1, "rules": SHORT},
    {"id": 26, "code": "suffix", "label": "Name Suffix", "label_de": "Namenszusatz"},
    {"id": 27, "code": "company", "label": "Company", "label_de": "Firma", "rules": SHORT},
    {
        "id": 28,
        "code": "street",
        "input": "MULTILINE",
        "label": "Street Address",
        "label_de": "Straße",
        "is_required": 1,
        "multiline_count": 3,
        "rules": SHORT,
    },
    {"id": 29, "code": "city", "label": "City", "label_de": "Ort", "is_required": 1, "rules": SHORT},
    {"id": 30, "code": "country_id", "input": "SELECT", "label": "Country", "label_de": "Land", "is_required": 1},
    {"id": 31, "code": "region", "label": "State/Province", "label_de": "Bundesland"},
    {"id": 33, "code": "postcode", "label": "Zip/Postal Code", "label_de": "Postleitzahl"},
    {"id": 34, "code": "telephone", "label": "Phone Number", "label_de": "Telefon", "is_required": 1, "rules": SHORT},
    {"id": 35, "code": "fax", "label": "Fax", "label_de": "Fax", "rules": SHORT},
    {"id": 36, "code": "vat_id", "label": "VAT Number", "label_de": "USt-IdNr."},
    {
        "id": 152,
        "code": "doorbell",
        "label": "Name on the Doorbell",
        "label_de": "Name an der Klingel",
        "is_user_defined": 1,
    },
)


def seed(world: World) -> None:
    """The attributes that a storefront asks customers for, and the forms in which it does."""
    for entity, attributes in (("CUSTOMER", CUSTOMER), ("CUSTOMER_ADDRESS", ADDRESS)):
        for place, given in enumerate(attributes, start=1):
            _write(world, entity, place, given)


def _write(world: World, entity: str, place: int, given: dict[str, Any]) -> None:
    columns = {
        "input": "TEXT",
        "is_user_defined": 0,
        "is_required": 0,
        "is_unique": 0,
        "multiline_count": 1,
        "input_filter": "TRIM",
        **given,
    }
    columns |= {name: json.dumps(given.get(name, empty)) for name, empty in (("rules", {}), ("options", []))}
    world.database.execute(
        "INSERT INTO customer_attribute VALUES (:id, :entity_type, :code, :input, :label, :label_de, :is_required,"
        " :is_unique, :sort_order, :multiline_count, :input_filter, :rules, :options, :is_user_defined)",
        {**columns, "entity_type": entity, "sort_order": place * 10},
    )
    world.database.executemany(
        "INSERT INTO customer_form_attribute VALUES (?, ?)", [(form, given["id"]) for form in FORMS[entity]]
    )
