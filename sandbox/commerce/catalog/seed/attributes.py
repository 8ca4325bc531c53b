"""The attributes of Fernhollow's products and the options that they can have, in English and German."""

from typing import Final

from sandbox.commerce.world import World

ATTRIBUTES: Final = (
    # id, code, input, English and German label, position, filterable, sortable
    (93, "color", "select", "Colour", "Farbe", 10, 1, 0),
    (144, "size", "select", "Size", "Größe", 20, 1, 0),
    (138, "material", "select", "Material", "Material", 30, 1, 1),
    (139, "activity", "multiselect", "Made for", "Gemacht für", 40, 1, 0),
    (140, "eco_friendly", "boolean", "Low impact", "Umweltfreundlich", 50, 1, 0),
    (141, "care_instructions", "textarea", "Care", "Pflege", 60, 0, 0),
)

OPTIONS: Final = {
    # attribute: (key in products.csv, English, German, swatch)
    "color": (
        ("white", "Chalk White", "Kreideweiß", "#f6f4ee"),
        ("cream", "Cream", "Creme", "#efe3c8"),
        ("sand", "Sand", "Sand", "#d9c3a0"),
        ("mustard", "Mustard", "Senf", "#c9982f"),
        ("rust", "Rust", "Rost", "#a8502f"),
        ("moss", "Moss", "Moos", "#7c8450"),
        ("forest", "Forest", "Tanne", "#2f4a38"),
        ("indigo", "Indigo", "Indigo", "#2f3e66"),
        ("slate", "Slate", "Schiefer", "#5b6168"),
        ("black", "Soot", "Ruß", "#23211f"),
    ),
    "size": (
        ("S", "S", "S", "S"),
        ("M", "M", "M", "M"),
        ("L", "L", "L", "L"),
        ("XL", "XL", "XL", "XL"),
        ("single", "Single", "Einzelbett", "1"),
        ("double", "Double", "Doppelbett", "2"),
        ("king", "King", "Übergröße", "K"),
    ),
    "material": (
        ("beech", "Beech", "Buche", None),
        ("brass", "Brass", "Messing", None),
        ("cast-iron", "Cast Iron", "Gusseisen", None),
        ("copper", "Copper", "Kupfer", None),
        ("cork", "Cork", "Kork", None),
        ("cotton", "Cotton", "Baumwolle", None),
        ("glass", "Glass", "Glas", None),
        ("leather", "Leather", "Leder", None),
        ("linen", "Linen", "Leinen", None),
        ("oak", "Oak", "Eiche", None),
        ("paper", "Paper", "Papier", None),
        ("porcelain", "Porcelain", "Porzellan", None),
        ("steel", "Steel", "Stahl", None),
        ("stoneware", "Stoneware", "Steingut", None),
        ("terracotta", "Terracotta", "Terrakotta", None),
        ("wool", "Wool", "Wolle", None),
    ),
    "activity": (
        ("cooking", "Cooking", "Kochen", None),
        ("baking", "Baking", "Backen", None),
        ("dining", "Dining", "Tafeln", None),
        ("gardening", "Gardening", "Gärtnern", None),
        ("reading", "Reading", "Lesen", None),
        ("writing", "Writing", "Schreiben", None),
        ("sleeping", "Sleeping", "Schlafen", None),
        ("gifting", "Giving", "Schenken", None),
    ),
}

CARE: Final = {
    "beech": "Wipe with a damp cloth and oil it twice a year.",
    "brass": "Let it darken, or polish it with a soft cloth.",
    "cast-iron": "Rinse hot, dry at once, rub in a drop of oil.",
    "copper": "Clean with lemon and salt, then dry.",
    "cork": "Brush off and air.",
    "cotton": "Machine wash at 40 degrees.",
    "glass": "Dishwasher safe.",
    "leather": "Feed with balm once a year.",
    "linen": "Machine wash at 60 degrees, iron while damp.",
    "oak": "Wipe with a damp cloth and oil it twice a year.",
    "porcelain": "Dishwasher safe.",
    "stoneware": "Dishwasher safe, oven proof to 220 degrees.",
    "wool": "Air it often, wash it rarely and cold.",
}

Choices = dict[tuple[str, str], int]


def seed_attributes(world: World) -> Choices:
    """Write attributes and options; the answer gives the id of each option by attribute code and key."""
    choices: Choices = {}
    for number, code, input_type, label, label_de, position, filterable, sortable in ATTRIBUTES:
        world.database.execute(
            "INSERT INTO catalog_attribute VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, code, input_type, label, position, filterable, sortable),
        )
        world.database.execute("INSERT INTO catalog_attribute_label VALUES (?, 2, ?)", (number, label_de))
        for place, (key, english, german, swatch) in enumerate(OPTIONS.get(code, ())):
            option = len(choices) + 4
            choices[code, key] = option
            world.database.execute(
                "INSERT INTO catalog_option VALUES (?, ?, ?, ?, ?)", (option, number, english, place, swatch)
            )
            world.database.execute("INSERT INTO catalog_option_label VALUES (?, 2, ?)", (option, german))
    return choices
