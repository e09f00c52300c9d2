"""The towns that the sites' location lists load while one types."""

import unicodedata

TOWNS = (
    "Aachen, Germany", "Amsterdam, Netherlands", "Athens, Greece", "Austin, Texas, United States", "Barcelona, Spain",
    "Berkeley, California, United States", "Berlin, Germany", "Berlin, Connecticut, United States", "Bergen, Norway",
    "Bern, Switzerland", "Bordeaux, France", "Boston, Massachusetts, United States", "Bremen, Germany", "Brussels, Belgium",
    "Cologne, Germany", "Copenhagen, Denmark", "Dresden, Germany", "Dublin, Ireland", "Düsseldorf, Germany",
    "Frankfurt am Main, Germany", "Hamburg, Germany", "Helsinki, Finland", "Kraków, Poland", "Leipzig, Germany",
    "Lisbon, Portugal", "London, United Kingdom", "Lyon, France", "Madrid, Spain", "Malmö, Sweden", "Milan, Italy",
    "Munich, Germany", "New York, New York, United States", "Oslo, Norway", "Paris, France", "Prague, Czechia",
    "Rome, Italy", "San Francisco, California, United States", "Stockholm, Sweden", "Toronto, Ontario, Canada",
    "Uppsala, Sweden", "Vienna, Austria", "Warsaw, Poland", "Zürich, Switzerland",
)  # fmt: skip
SHOWN = 6


def fold(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def find_places(typed: str) -> list[str]:
    """At most six towns that begin with what was typed; none for nothing."""
    wanted = fold(typed)
    return [town for town in TOWNS if wanted and fold(town).startswith(wanted)][:SHOWN]
