"""Calibrate the assessment `belarus-2019` to the years before 2020: read the tables of cited facts and print estimates with intervals.

Run `python calibration/belarus_2019.py`. It needs numpy and scipy, and reads no data later than 2019.
The file cites each printed block as `calibration NAME YEARS`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

HERE = Path(__file__).parent
SERIES = HERE / "belarus_2019_series.csv"
DISPUTES = HERE / "belarus_2019_disputes.csv"
LAST_YEAR = 2019
DAYS_PER_QUARTER = 91.3


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the ends of its 90% interval."""

    name: str
    value: float
    low: float
    high: float
    note: str = ""

    def __str__(self) -> str:
        return f"  {self.name:<44} {self.value:8.3f}   90%: {self.low:.3f} to {self.high:.3f}   {self.note}".rstrip()


def read_series(path: Path = SERIES) -> dict[str, dict[tuple[int, str], float]]:
    """Return every series as (year, quarter) -> value; the quarter is empty for yearly figures."""
    table: dict[str, dict[tuple[int, str], float]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            year = int(row["year"])
            if year > LAST_YEAR:
                raise ValueError(f"{path.name} has a row of {year}; nothing after {LAST_YEAR} may be read")
            table.setdefault(row["series"], {})[year, row["quarter"]] = float(row["value"])
    return table


def read_disputes(path: Path = DISPUTES) -> list[dict[str, str]]:
    """Return the bargaining episodes as rows of text."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def take_years(series: dict[tuple[int, str], float], first: int, last: int = LAST_YEAR) -> np.ndarray:
    """Return yearly values from `first` to `last`, shape (years,)."""
    return np.array([series[year, ""] for year in range(first, last + 1)])


def measure_slope(name: str, x: np.ndarray, y: np.ndarray, note: str = "") -> Estimate:
    """Slope of y on x by least squares, with its 90% interval (Student's t)."""
    fit = stats.linregress(x, y)
    reach = stats.t.ppf(0.95, len(x) - 2) * fit.stderr
    return Estimate(name, fit.slope, fit.slope - reach, fit.slope + reach, note)


def measure_correlation(name: str, x: np.ndarray, y: np.ndarray, note: str = "") -> Estimate:
    """Pearson correlation, with its 90% interval by Fisher's transformation."""
    correlation = float(np.corrcoef(x, y)[0, 1])
    reach = stats.norm.ppf(0.95) / np.sqrt(len(x) - 3)
    return Estimate(name, correlation, np.tanh(np.arctanh(correlation) - reach), np.tanh(np.arctanh(correlation) + reach), note)


def measure_spread(name: str, values: np.ndarray, note: str = "") -> Estimate:
    """Standard deviation, with its 90% interval (chi-squared)."""
    freedom = len(values) - 1
    spread = float(np.std(values, ddof=1))
    low, high = (spread * np.sqrt(freedom / stats.chi2.ppf(p, freedom)) for p in (0.95, 0.05))
    return Estimate(name, spread, low, high, note)


def calibrate_growth(table: dict[str, dict[tuple[int, str], float]]) -> list[Estimate]:
    """Estimate how growth in Belarus follows growth in Russia, and growth in Russia the price of oil."""
    belarus, russia = take_years(table["by_gdp_growth"], 1999), take_years(table["ru_gdp_growth"], 1999)
    oil = np.diff(np.log(take_years(table["brent"], 1998)))
    residual = belarus - np.polyval(np.polyfit(russia, belarus, 1), russia)
    return [
        measure_correlation("correlation of growth, 1999-2019", russia, belarus),
        measure_correlation("correlation of growth, 2009-2019", russia[10:], belarus[10:]),
        measure_slope("pass_through, 1999-2019", russia, belarus),
        measure_slope("pass_through, 2009-2019", russia[10:], belarus[10:]),
        measure_spread("residual growth in Belarus, sd", residual, "points a year"),
        measure_spread("growth in Russia, sd, 1999-2019", russia, "points a year"),
        measure_spread("growth in Russia, sd, 2012-2019", russia[13:], "points a year"),
        measure_slope("oil_to_russia: growth on the change of log oil", oil, russia),
        Estimate("growth_own: mean growth 2012-2019", belarus[13:].mean(), *measure_mean_ends(belarus[13:])),
        Estimate("russia_trend: mean growth 2012-2019", russia[13:].mean(), *measure_mean_ends(russia[13:])),
    ]


def measure_mean_ends(values: np.ndarray) -> tuple[float, float]:
    """Ends of the 90% interval of a mean (Student's t)."""
    reach = stats.t.ppf(0.95, len(values) - 1) * stats.sem(values)
    return float(values.mean() - reach), float(values.mean() + reach)


def calibrate_oil(table: dict[str, dict[tuple[int, str], float]]) -> list[Estimate]:
    """Estimate the oil price as a mean-reverting process in logs."""
    quarterly = np.log([value for _, value in sorted(table["brent_q"].items())])
    yearly = np.log(take_years(table["brent"], 2004))
    kept = measure_slope("log price on that of a year earlier, 2004-2019", yearly[:-1], yearly[1:])
    per_quarter = [1 - max(share, 0.01) ** 0.25 for share in (kept.value, min(kept.high, 0.999), kept.low)]
    prices = np.exp(yearly)
    return [
        kept,
        Estimate("oil_reversion, share of the gap in a quarter", *per_quarter, "from the line above"),
        measure_spread("shock of oil_gap: sd of quarterly log changes", np.diff(quarterly), "2014-2019"),
        Estimate("oil_long_run: mean price 2004-2019", prices.mean(), *measure_mean_ends(prices), "USD / barrel"),
        Estimate("oil_long_run: mean price 2015-2019", prices[11:].mean(), *measure_mean_ends(prices[11:]), "USD / barrel"),
    ]


def calibrate_reserves(table: dict[str, dict[tuple[int, str], float]]) -> list[Estimate]:
    """Estimate how reserves recovered when import cover was short, 2007-2019."""
    reserves, imports = take_years(table["by_reserves_total"], 2007), take_years(table["by_imports_gs"], 2007)
    cover, change = 12 * reserves / imports, np.diff(reserves)
    pull = measure_slope("change of reserves on cover (billion a month)", cover[:-1], change)
    line = stats.linregress(cover[:-1], change)
    norm = -line.intercept / line.slope
    return [
        pull,
        Estimate("belt_pull", -pull.value, -pull.high, -pull.low, "billion USD / year / month"),
        Estimate("cover_norm: cover at which reserves are constant", norm, *resample_norm(cover[:-1], change), "months, bootstrap"),
        measure_spread("residual yearly change of reserves, sd", change - line.intercept - line.slope * cover[:-1], "billion USD"),
        Estimate("import cover at the end of 2019", cover[-1], cover[-1], cover[-1], "months"),
    ]


def resample_norm(cover: np.ndarray, change: np.ndarray, draws: int = 4000) -> tuple[float, float]:
    """90% bootstrap interval of the cover at which the fitted line crosses zero."""
    generator = np.random.default_rng(2019)
    rows = generator.integers(0, len(cover), (draws, len(cover)))
    slopes, heights = np.array([np.polyfit(cover[row], change[row], 1) for row in rows]).T
    crossings = -heights[slopes < 0] / slopes[slopes < 0]
    return float(np.quantile(crossings, 0.05)), float(np.quantile(crossings, 0.95))


def calibrate_gas(table: dict[str, dict[tuple[int, str], float]]) -> list[Estimate]:
    """Value of a year's gas at the German border, in barrels of oil, 2012-2019."""
    years = range(2012, LAST_YEAR + 1)
    worth = np.array(
        [table["german_border_gas_price"][y, ""] * table["by_gas_import"][y, ""] / 1000 / table["brent"][y, ""] for y in years]
    )
    bill = table["by_gas_import"][LAST_YEAR, ""] * (table["by_gas_price"][LAST_YEAR, ""] + 30) / 1000
    return [
        Estimate("gas_in_oil", worth.mean(), worth.min(), worth.max(), "billion barrel / year; range of the eight years"),
        Estimate("gas_bill with 30 dollars of transport, 2019", bill, bill, bill, "billion USD / year"),
    ]


def calibrate_money(table: dict[str, dict[tuple[int, str], float]]) -> list[Estimate]:
    """Russian money in 2019 as the file computes it: unpaid duty, half to all of the gas rebate, usual credit."""
    price = table["brent"][LAST_YEAR, ""]
    gift = table["ru_crude_duty_coefficient"][LAST_YEAR, ""] * (29.2 + 0.30 * (price * 7.3 - 182.5)) * 18 / 1000
    gas, bill = calibrate_gas(table)
    gap = gas.value * price - bill.value
    return [
        Estimate("oil_gift, 2019", gift, gift, gift, "billion USD / year"),
        Estimate("gas_gap at the mean value, 2019", gap, gap, gap, "billion USD / year"),
        Estimate(
            "usual_money: gift, rebate, credit of 0.4 to 1.0",
            gift + 0.9 * gap + 0.65,
            gift + 0.5 * gap + 0.4,
            gift + gap + 1.0,
            "billion USD / year",
        ),
    ]


def calibrate_disputes(rows: list[dict[str, str]]) -> list[Estimate]:
    """Estimate how often supplies were cut or trade was barred, how often a deal followed, and after how long."""
    open_kinds = ("supply_cut", "trade_ban", "price")
    disputes = [row for row in rows if row["pressure"] in open_kinds and row["date"][:4] >= "1999"]
    settled = [row for row in disputes if row["settled"] == "yes"]
    quarters = 4 * (LAST_YEAR - 1999 + 1)
    exposure = sum(float(row["duration_days"]) for row in disputes) / DAYS_PER_QUARTER
    # Jeffreys intervals: gamma for a rate, beta for a share.
    rate = stats.gamma(len(disputes) + 0.5, scale=1 / quarters)
    share = stats.beta(len(settled) + 0.5, len(disputes) - len(settled) + 0.5)
    hazard = stats.gamma(len(settled) + 0.5, scale=1 / exposure)
    return [
        Estimate(
            "disputes opened in a quarter",
            len(disputes) / quarters,
            rate.ppf(0.05),
            rate.ppf(0.95),
            f"{len(disputes)} in {quarters} quarters",
        ),
        Estimate(
            "share settled by a deal",
            len(settled) / len(disputes),
            share.ppf(0.05),
            share.ppf(0.95),
            "the last was still open at the end of 2019",
        ),
        Estimate(
            "deals per quarter of an open dispute",
            len(settled) / exposure,
            hazard.ppf(0.05),
            hazard.ppf(0.95),
            "exponential durations, the last censored",
        ),
        Estimate(
            "median duration of settled disputes",
            float(np.median([float(row["duration_days"]) for row in settled])),
            min(float(row["duration_days"]) for row in settled),
            max(float(row["duration_days"]) for row in settled),
            "days; shortest and longest",
        ),
    ]


def calibrate_crises(table: dict[str, dict[tuple[int, str], float]]) -> list[Estimate]:
    """Rate of currency crises in 2007-2019, separately for years that began with less and with more than 1.7 months of import cover.

    A crisis is a year in which the dollar cost on average at least a quarter more roubles than in the year before. Of consecutive
    such years, only the first counts.
    """
    first = 2007
    dearer = take_years(table["by_rouble_rate"], first - 1)
    fell = {first + i: bool(rise >= 1.25) for i, rise in enumerate(dearer[1:] / dearer[:-1])}
    crises = [year for year, lost in fell.items() if lost and not fell.get(year - 1, False)]
    cover = 12 * take_years(table["by_reserves_total"], first - 1) / take_years(table["by_imports_gs"], first - 1)
    began = dict(zip(range(first, LAST_YEAR + 1), cover[:-1], strict=True))
    estimates = []
    for name, years in (
        ("under", [year for year, months in began.items() if months < 1.7]),
        ("over", [year for year, months in began.items() if months >= 1.7]),
    ):
        found, quarters = [year for year in crises if year in years], 4 * len(years)
        rate = stats.gamma(len(found) + 0.5, scale=1 / quarters)
        mean = float(np.mean([began[year] for year in years]))
        estimates.append(
            Estimate(
                f"crises in a quarter, cover {name} 1.7 months",
                len(found) / quarters,
                rate.ppf(0.05),
                rate.ppf(0.95),
                f"{found} in {len(years)} years, mean cover {mean:.1f}",
            )
        )
    return estimates


def calibrate() -> dict[str, list[Estimate]]:
    """Return every block by name."""
    table = read_series()
    return {
        "growth": calibrate_growth(table),
        "oil": calibrate_oil(table),
        "reserves": calibrate_reserves(table),
        "gas": calibrate_gas(table),
        "money": calibrate_money(table),
        "disputes": calibrate_disputes(read_disputes()),
        "crises": calibrate_crises(table),
    }


if __name__ == "__main__":
    for block, estimates in calibrate().items():
        print(block)
        print("\n".join(map(str, estimates)))
