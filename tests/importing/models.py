"""Three small system dynamics models, written for these tests."""

from __future__ import annotations

CONTROL = """
FINAL TIME = {end}
	~	{unit}
	~	The last time.
	|
INITIAL TIME = {start}
	~	{unit}
	~	The first time.
	|
SAVEPER = TIME STEP
	~	{unit}
	~		|
TIME STEP = {step}
	~	{unit}
	~		|
"""
EPIDEMIC = """{UTF-8}
Healthy= INTEG (-infection, 990)
	~	people
	~	People who can still fall ill.
	|
Ill= INTEG (infection - recovery, 1000 - 990)
	~	people
	~	|
infection=
	contacts * Healthy * Ill / population * caution table(Ill / population)
	~	people/Month
	~	|
recovery= Ill / illness
	~	people/Month
	~	|
population= 1000
	~	people
	~	|
contacts= 1.2
	~	1/Month
	~	How many people somebody meets closely.
	|
illness= 2
	~	Month
	~	|
caution table( [(0,0)-(1,1)],(0,1),(0.1,0.8),(0.5,0.3))
	~	Dmnl
	~	|
reports= SMOOTH3I(infection, 3, 5.5)
	~	people/Month
	~	|
beds= DELAY1(infection, 1.5) * 2
	~	people/Month
	~	|
late= DELAY FIXED(Ill, 2, 10)
	~	people
	~	|
alarm= IF THEN ELSE(Ill > 100 :AND: :NOT: Time > 9, 1, 0) + STEP(2, 3.25) + PULSE(5, 1)
	~	Dmnl
	~	|
growth= TREND(Ill, 2, 0.1)
	~	1/Month
	~	|
""" + CONTROL.format(start=0, end=12, step=0.25, unit="Month")
"""Compartments with a table, delays, timed functions and units that agree."""
TOWNS = """{UTF-8}
town: acton, boston, concord
	~		~	|
coast: boston, concord
	~		~	|
other <-> town
	~		~	|
birth rate[town]= 0.1, 0.2, 0.05
	~		~	|
people[town]= INTEG (births[town] - leaving[town], first[town])
	~	souls
	~		~	|
first[acton]= 10
	~		~	|
first[coast]= 20 + size[coast]
	~		~	|
size[boston]= 5
	~		~	|
size[concord]= 7
	~		~	|
births[town]= birth rate[town] * people[town]
	~		~	|
leaving[town] :EXCEPT: [acton]= 0.3 * people[town] / SQRT(total)
	~		~	|
leaving[acton]= MAX(0, Time - 1902)
	~		~	|
total= SUM(people[other!])
	~		~	|
share[town, other]= people[town] / people[other]
	~		~	|
side: left, right
	~		~	|
season: winter, summer -> side
	~		~	|
matched[season, side]= IF THEN ELSE(season = side, -2 ^ 2, Time * season)
	~		~	|
largest = VMAX(people[coast!]) ^ 2 - PROD(size[coast!])
	~		~	|
unknown = GET XLS DATA('data.xls', 'sheet', 'A', 'B2')
	~		~	|
needs it = unknown * 2
	~		~	|
""" + CONTROL.format(start=1900, end=1910, step=0.5, unit="years")
"""Subscripts: ranges, a part of a range, a copy, exceptions, arrays; and two elements that cannot be expressed."""
TANK = """<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>x</vendor><product version="1">x</product></header>
<sim_specs method="Euler" time_units="Seconds"><start>0</start><stop>20</stop><dt reciprocal="true">4</dt></sim_specs>
<model><variables>
<stock name="Water in\\nthe tank"><eqn>50</eqn><inflow>filling</inflow><outflow>draining</outflow><non_negative/><units>liters</units></stock>
<flow name="filling"><eqn>IF time &lt; 5 THEN 4 ELSE valve(time)</eqn><units>liters/second</units></flow>
<flow name="draining"><eqn>6 + "Water in the tank" / 20</eqn><units>liters/second</units></flow>
<gf name="valve"><xscale min="0" max="20"/><yscale min="0" max="3"/><ypts>3,2,1,0,0</ypts></gf>
<aux name="level"><eqn>"Water in the tank" / 50</eqn><doc>Share of the tank that is full.</doc>
<gf><xpts>0,0.5,1</xpts><ypts>0,0.7,1</ypts></gf></aux>
</variables></model></xmile>
"""
"""A tank that runs dry, in seconds: a graphical function, a stock that cannot be negative, and units that do not agree."""
