"""Units in addition to those of pint, in pint's notation. Run `write_table` in pint_units.py after every edit."""

from __future__ import annotations

DEFINITIONS = """
# Calendar. pint's year is 365.25 days and its month a twelfth of that.
quarter = year / 4
# Multipliers in front of a unit: `3 billion USD`.
hundred = 100
thousand = 1e3
million = 1e6
billion = 1e9
trillion = 1e12
# Each currency has its own dimension, because no exchange rate is assumed.
USD = [currency_USD] = USD = dollar
EUR = [currency_EUR] = EUR = euro
RUB = [currency_RUB] = RUB = rouble = ruble
BYN = [currency_BYN] = BYN
GBP = [currency_GBP] = GBP
CHF = [currency_CHF] = CHF
CNY = [currency_CNY] = CNY = yuan
INR = [currency_INR] = INR
JPY = [currency_JPY] = JPY = yen
PLN = [currency_PLN] = PLN = zloty
TRY = [currency_TRY] = TRY
UAH = [currency_UAH] = UAH = hryvnia
# People and plain numbers.
person = [people] = person = people
index = 1
share = 1
fraction = 1
score = 1
points = 1
basis_point = 1e-4
# Oil and gas. An oil barrel has 42 gallons (pint's barrel is the 31.5 gallons of the beer trade).
barrel = 42 * gallon = bbl
m3 = meter ** 3
mcm = 1e6 * meter ** 3
bcm = 1e9 * meter ** 3
tcm = 1e12 * meter ** 3
km2 = kilometer ** 2
"""
