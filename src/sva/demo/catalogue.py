"""What is recorded, and how often: offence codes, yearly totals, and the circumstances of each code.

The mix of codes within a family follows the Home Office's open data for West Mercia, 2017/18 (police
recorded crime by force, Open Government Licence v3.0). Totals of the year to March 2023 are the published
ones (95,006 offences; 38,874 violence against the person; 21 homicides; 4,114 sexual offences; 5,089
burglary; 584 with a knife). Totals of earlier years and of other families are the demonstration's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = [
    "CODES",
    "CURVED",
    "FAMILIES",
    "KINDS",
    "KNIFE_TOTALS",
    "LOCATIONS",
    "OLD_CODES",
    "SEARCH_TOTALS",
    "VIOLENCE",
    "Code",
    "Kind",
    "column",
]

# Offences by family, five financial years from 2018-19.
FAMILIES: dict[str, tuple[int, ...]] = {
    "homicide": (14, 16, 13, 18, 21),
    "injury": (10300, 10500, 9300, 11100, 11600),
    "no injury": (12000, 12600, 11900, 13600, 13900),
    "harassment": (8100, 10300, 12100, 13500, 13353),
    "sexual": (3150, 3300, 3050, 3900, 4114),
    "robbery": (600, 640, 470, 530, 640),
    "weapons": (800, 880, 820, 950, 1010),
    "endangering": (75, 80, 70, 85, 90),
    "burglary": (7900, 7400, 5300, 4950, 5089),
    "theft": (20500, 20900, 14600, 17000, 18900),
    "vehicle": (6000, 5900, 4000, 4600, 5300),
    "damage": (10200, 10000, 8900, 9700, 9400),
    "drugs": (2200, 2700, 3100, 2500, 2400),
    "order": (5400, 6300, 6200, 8000, 7200),
    "other": (1850, 1900, 1700, 1950, 1989),
}
# Families with rows of victims, suspects and disposals.
VIOLENCE = (
    "homicide",
    "injury",
    "no injury",
    "harassment",
    "sexual",
    "robbery",
    "weapons",
    "endangering",
)
KNIFE_TOTALS = (470, 505, 455, 540, 584)
# Searches: 2019-20 to 2021-22 are the published numbers, the first and last year the demonstration's own.
SEARCH_TOTALS = (2900, 4785, 6042, 4334, 4000)

# What the police system calls a place, and the code of `sva.reference` location types.
LOCATIONS = {
    "Car Park": "car park", "Dwelling": "dwelling", "Garden": "dwelling - garden", "Hospital": "hospital",
    "Pub or Bar": "licensed premises", "Nightclub": "licensed premises", "Online": "online",
    "Park or Open Space": "park", "Custody Suite": "police station", "Bus": "transport",
    "School or College": "school", "Shop": "shop", "Street": "street", "Workplace": "workplace",
}  # fmt: skip
# Codes of the counting rules before April 2017 that some older records still bear.
OLD_CODES = {
    "5D": "5A", "8N": "8G", "8P": "8J", "28E": "28A", "28F": "28B", "29A": "29", "30C": "30A", "30D": "30B", "31A": "31",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """The circumstances of an offence.

    Attributes
    ----------
    name, clock, place, people : str
        Its name; which time profile, which lie of the land, which ages and sexes it takes.
    public, domestic : float
        Chance of a public place; chance of the domestic flag.
    suspect : float
        Chance that a suspect is identified.
    where : dict of str to float
        Weights of location types.
    """

    name: str
    clock: str
    place: str
    people: str
    public: float
    domestic: float
    suspect: float
    where: dict[str, float]


_STREET = {"Street": 6.0, "Park or Open Space": 1.5, "Car Park": 0.8, "Shop": 0.8, "Bus": 0.4}
_NIGHT = {"Street": 4.0, "Pub or Bar": 3.5, "Nightclub": 1.5, "Car Park": 0.3}
_HOME = {"Dwelling": 9.0, "Garden": 1.0}
KINDS = (
    Kind("domestic", "home", "home", "domestic", 0.0, 1.0, 0.93, _HOME),
    Kind("day", "day", "day", "street", 1.0, 0.0, 0.55, _STREET),
    Kind("night", "night", "night", "night", 1.0, 0.0, 0.55, _NIGHT),
    Kind("school", "school", "day", "school", 0.8, 0.0, 0.75, {"Street": 3.0, "School or College": 3.0, "Park or Open Space": 2.0}),
    Kind("private", "day", "home", "adult", 0.0, 0.0, 0.65, {"Dwelling": 6.0, "Workplace": 1.5, "Hospital": 0.8, "Garden": 1.0}),
    Kind("online", "day", "home", "online", 0.0, 0.15, 0.6, {"Online": 8.0, "Dwelling": 2.0}),
    Kind("officer", "night", "night", "adult", 0.5, 0.0, 0.97, {"Street": 3.0, "Custody Suite": 2.0, "Hospital": 0.8}),
    Kind("intimate", "home", "home", "sexual", 0.0, 0.6, 0.6, _HOME),
    Kind("child", "home", "home", "child", 0.0, 0.3, 0.6, {"Dwelling": 8.0, "Online": 2.0, "School or College": 0.5}),
    Kind("sexual night", "night", "night", "sexual", 0.7, 0.0, 0.35, _NIGHT),
    Kind("robbery", "evening", "day", "robbery", 0.9, 0.0, 0.35, _STREET),
    Kind("weapon", "evening", "day", "weapon", 0.85, 0.0, 0.97, _STREET),
    Kind("fire", "evening", "home", "adult", 0.2, 0.1, 0.35, _HOME),
    Kind("home property", "span", "home", "none", 0.0, 0.03, 0.0, _HOME),
    Kind("shop", "shop", "town", "none", 0.0, 0.0, 0.0, {"Shop": 9.0, "Workplace": 0.5}),
    Kind("street property", "span", "town", "none", 0.6, 0.0, 0.0, {"Street": 4.0, "Car Park": 3.0, "Garden": 2.0}),
    Kind("street order", "evening", "day", "none", 0.9, 0.02, 0.0, _STREET),
)  # fmt: skip
CURVED = (
    "domestic",
    "street",
    "night",
    "school",
    "adult",
    "online",
    "sexual",
    "child",
    "robbery",
    "weapon",
    "none",
)


@dataclass(frozen=True)
class Code:
    """One Home Office offence code.

    Attributes
    ----------
    code, name, family : str
        The code, its short name, its family in `FAMILIES`.
    weight : float
        Its weight within the family.
    kinds : dict of str to float
        Weights of its kinds.
    knife, firearm : float
        Weight for the knife flag (0: not an offence that ONS selects); chance of the firearm flag.
    gravity : int
        0 (least) to 3, which decides who may be offered a diversion.
    organisation, officer : float
        Chances that the victim is an organisation, an officer or emergency worker.
    """

    code: str
    name: str
    family: str
    weight: float
    kinds: dict[str, float]
    knife: float = 0.0
    firearm: float = 0.0
    gravity: int = 1
    organisation: float = 0.0
    officer: float = 0.0


_ASSAULT = {"domestic": 0.36, "day": 0.17, "night": 0.2, "school": 0.09, "private": 0.18}
_COMMON = {"domestic": 0.38, "day": 0.18, "night": 0.13, "school": 0.13, "private": 0.18}
_GRAVE = {"domestic": 0.25, "day": 0.3, "night": 0.3, "private": 0.15}
_CHILD = {"child": 1.0}
_RAPE = {"intimate": 0.75, "sexual night": 0.25}
_TOUCH = {"intimate": 0.4, "sexual night": 0.35, "child": 0.25}
CODES = (
    Code("1", "Murder", "homicide", 13, _GRAVE, knife=60, firearm=0.05, gravity=3),
    Code("4.1", "Manslaughter", "homicide", 4, _GRAVE, knife=20, gravity=3),
    Code("2", "Attempted murder", "injury", 24, _GRAVE, knife=60, firearm=0.06, gravity=3),
    Code("4.4", "Causing death or serious injury by dangerous driving", "injury", 24, {"day": 1.0}, gravity=3),
    Code("5D", "Assault with intent to cause serious harm", "injury", 520, _GRAVE, knife=28, firearm=0.01, gravity=3),
    Code("5E", "Endangering life", "injury", 16, _GRAVE, knife=4, gravity=3),
    Code("8N", "Assault with injury", "injury", 10550, _ASSAULT, knife=1.3),
    Code("8P", "Racially or religiously aggravated assault with injury", "injury", 56, {"day": 0.5, "night": 0.5}, knife=1),
    Code("8S", "Assault with injury on a constable", "injury", 260, {"officer": 1.0}, gravity=2, officer=1.0),
    Code("3B", "Threats to kill", "no injury", 700, _COMMON, knife=10, firearm=0.01, gravity=2, organisation=0.01),
    Code("11A", "Cruelty to children/young persons", "no injury", 420, {"child": 1.0}, gravity=2),
    Code("13", "Child abduction", "no injury", 30, {"child": 0.6, "day": 0.4}, gravity=2),
    Code("36", "Kidnapping", "no injury", 105, _GRAVE, gravity=3),
    Code("104", "Assault without injury on a constable", "no injury", 620, {"officer": 1.0}, officer=1.0),
    Code("105A", "Assault without injury", "no injury", 11800, _COMMON, gravity=0),
    Code("105B", "Racially or religiously aggravated assault without injury", "no injury", 110, {"day": 0.7, "night": 0.3}),
    Code("106", "Modern slavery", "no injury", 60, {"private": 1.0}, gravity=3),
    Code("8L", "Harassment", "harassment", 6200, {"domestic": 0.35, "private": 0.4, "online": 0.25}, gravity=0, organisation=0.03),
    Code("8M", "Racially or religiously aggravated harassment", "harassment", 90, {"day": 0.5, "private": 0.5}),
    Code("8Q", "Stalking", "harassment", 2700, {"domestic": 0.7, "private": 0.3}, gravity=2),
    Code("8R", "Malicious communications", "harassment", 4400, {"online": 1.0}, gravity=0, organisation=0.04),
    Code("17A", "Sexual assault on a male aged 13 and over", "sexual", 130, _TOUCH, knife=0.2, gravity=2),
    Code("17B", "Sexual assault on a male child under 13", "sexual", 93, _CHILD, gravity=2),
    Code("19C", "Rape of a female aged 16 and over", "sexual", 1050, _RAPE, knife=1.2, gravity=3),
    Code("19D", "Rape of a female child under 16", "sexual", 210, _CHILD, knife=0.3, gravity=3),
    Code("19E", "Rape of a female child under 13", "sexual", 140, _CHILD, gravity=3),
    Code("19F", "Rape of a male aged 16 and over", "sexual", 60, _RAPE, knife=0.5, gravity=3),
    Code("19G", "Rape of a male child under 16", "sexual", 30, _CHILD, gravity=3),
    Code("19H", "Rape of a male child under 13", "sexual", 56, _CHILD, gravity=3),
    Code("20A", "Sexual assault on a female aged 13 and over", "sexual", 1080, _TOUCH, knife=0.2, gravity=2),
    Code("20B", "Sexual assault on a female child under 13", "sexual", 226, _CHILD, gravity=2),
    Code("21", "Sexual activity involving a child under 13", "sexual", 200, _CHILD, gravity=2),
    Code("22B", "Sexual activity involving child under 16", "sexual", 480, _CHILD, gravity=2),
    Code("71", "Abuse of children through sexual exploitation", "sexual", 36, _CHILD, gravity=3),
    Code("88A", "Sexual grooming", "sexual", 130, _CHILD, gravity=2),
    Code("88E", "Exposure and voyeurism", "sexual", 190, {"sexual night": 0.6, "intimate": 0.4}),
    Code("34A", "Robbery of business property", "robbery", 64, {"robbery": 1.0}, knife=45, firearm=0.04, gravity=3, organisation=0.7),
    Code("34B", "Robbery of personal property", "robbery", 486, {"robbery": 1.0}, knife=30, firearm=0.01, gravity=2),
    Code("10A", "Possession of firearms with intent", "weapons", 35, {"weapon": 1.0}, firearm=1.0, gravity=3),
    Code("10B", "Possession of firearms offences", "weapons", 50, {"weapon": 1.0}, firearm=1.0, gravity=2),
    Code("10C", "Possession of other weapons", "weapons", 330, {"weapon": 1.0}),
    Code("10D", "Possession of article with blade or point", "weapons", 520, {"weapon": 0.85, "school": 0.15}),
    Code("81", "Other firearms offences", "weapons", 55, {"weapon": 1.0}, firearm=1.0),
    Code("56A", "Arson endangering life", "endangering", 67, {"fire": 1.0}, gravity=3, organisation=0.3),
    Code("28E", "Burglary Residential", "burglary", 4736, {"home property": 1.0}),
    Code("28F", "Attempted Burglary Residential", "burglary", 848, {"home property": 1.0}),
    Code("29A", "Aggravated Burglary Residential", "burglary", 35, {"home property": 1.0}),
    Code("30C", "Burglary Business and Community", "burglary", 2014, {"shop": 0.3, "street property": 0.7}),
    Code("30D", "Attempted Burglary Business and Community", "burglary", 329, {"street property": 1.0}),
    Code("31A", "Aggravated Burglary Business and Community", "burglary", 2, {"street property": 1.0}),
    Code("39", "Theft from the person", "theft", 789, {"street property": 1.0}),
    Code("40", "Theft in a dwelling other than from an automatic machine or meter", "theft", 1030, {"home property": 1.0}),
    Code("41", "Theft by an employee", "theft", 196, {"shop": 1.0}),
    Code("44", "Theft or unauthorised taking of a pedal cycle", "theft", 1158, {"street property": 1.0}),
    Code("46", "Shoplifting", "theft", 7453, {"shop": 1.0}),
    Code("49", "Other theft", "theft", 6079, {"street property": 0.6, "home property": 0.4}),
    Code("49A", "Making off without payment", "theft", 1618, {"shop": 1.0}),
    Code("35", "Blackmail", "theft", 125, {"home property": 1.0}),
    Code("45", "Theft from vehicle", "vehicle", 3846, {"street property": 1.0}),
    Code("48", "Theft or unauthorised taking of motor vehicle", "vehicle", 1217, {"street property": 1.0}),
    Code("37.2", "Aggravated vehicle taking", "vehicle", 79, {"street property": 1.0}),
    Code("126", "Interfering with a motor vehicle", "vehicle", 865, {"street property": 1.0}),
    Code("56B", "Arson not endangering life", "damage", 375, {"street order": 1.0}),
    Code("58A", "Criminal damage to a dwelling", "damage", 2414, {"home property": 1.0}),
    Code("58B", "Criminal damage to a building other than a dwelling", "damage", 773, {"street order": 1.0}),
    Code("58C", "Criminal damage to a vehicle", "damage", 4212, {"street property": 1.0}),
    Code("58D", "Other criminal damage", "damage", 2665, {"street order": 1.0}),
    Code("92A", "Trafficking in controlled drugs", "drugs", 531, {"street order": 1.0}),
    Code("92D", "Possession of controlled drugs (excl. Cannabis)", "drugs", 476, {"street order": 1.0}),
    Code("92E", "Possession of controlled drugs (Cannabis)", "drugs", 1162, {"street order": 1.0}),
    Code("9A", "Public fear, alarm or distress", "order", 2906, {"street order": 1.0}),
    Code("9B", "Racially or religiously aggravated public fear, alarm or distress", "order", 538, {"street order": 1.0}),
    Code("62A", "Violent disorder", "order", 39, {"street order": 1.0}),
    Code("66", "Other offences against the State or public order", "order", 1022, {"street order": 1.0}),
    Code("59", "Threat or possession with intent to commit criminal damage", "other", 271, {"home property": 1.0}),
    Code("54", "Handling stolen goods", "other", 64, {"shop": 1.0}),
    Code("79", "Perverting the course of justice", "other", 199, {"home property": 1.0}),
    Code("86", "Obscene publications etc", "other", 529, {"home property": 1.0}),
    Code("802", "Dangerous driving", "other", 76, {"street order": 1.0}),
    Code("99", "Other notifiable offences", "other", 113, {"home property": 1.0}),
)  # fmt: skip


def column(name: str) -> np.ndarray:
    """Give one attribute of all codes as an array."""
    return np.array([getattr(code, name) for code in CODES])
