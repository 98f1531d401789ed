"""The data set "CRM Sales Opportunities" (Maven Analytics, public domain) as plain Python records.

Reads accounts.csv, products.csv, sales_pipeline.csv and sales_teams.csv. Loses no row; mends what is misspelt, keeps what
was there in `source`, and counts what it mended.
"""

import collections
import csv
import dataclasses
import datetime
import decimal
import pathlib
from typing import Optional

# What is written wrongly in the files, and what is meant.
PRODUCTS = {"GTXPro": "GTX Pro"}
SECTORS = {"technolgy": "technology"}
LOCATIONS = {"Philipines": "Philippines"}

STAGES = ["Prospecting", "Engaging", "Won", "Lost"]
CURRENCY = "USD"


@dataclasses.dataclass
class Account:
    name: str
    sector: str
    year_established: str
    revenue: decimal.Decimal  # dollars; the file has millions
    employees: int
    location: str
    parent: Optional[str]
    source: str


@dataclasses.dataclass
class Product:
    name: str
    series: str
    price: decimal.Decimal


@dataclasses.dataclass
class Agent:
    name: str
    manager: Optional[str]  # none for a manager
    office: str


@dataclasses.dataclass
class Opportunity:
    key: str
    agent: str
    product: str
    account: Optional[str]
    stage: str
    engaged: Optional[datetime.date]
    closed: Optional[datetime.date]
    amount: decimal.Decimal  # what it closed at; while it is open, the product's list price
    source: str


class Dataset:
    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self.mended = collections.Counter()
        self.products = [Product(row["product"], row["series"], decimal.Decimal(row["sales_price"]))
                         for row in self._rows("products.csv")]
        prices = {product.name: product.price for product in self.products}
        self.accounts = [self._account(row) for row in self._rows("accounts.csv")]
        self.agents = self._agents()
        self.opportunities = [self._opportunity(row, prices) for row in self._rows("sales_pipeline.csv")]

    def _rows(self, name):
        with open(self._folder / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def _mend(self, what, table, text):
        if text not in table:
            return text
        self.mended[f'{what} "{text}" means "{table[text]}"'] += 1
        return table[text]

    def _account(self, row):
        return Account(
            name=row["account"],
            sector=self._mend("sector", SECTORS, row["sector"]),
            year_established=row["year_established"],
            revenue=decimal.Decimal(row["revenue"]) * 1_000_000,
            employees=int(row["employees"]),
            location=self._mend("office location", LOCATIONS, row["office_location"]),
            parent=row["subsidiary_of"] or None,
            source=_as_written(row))

    def _agents(self):
        rows = self._rows("sales_teams.csv")
        office_of_manager = {row["manager"]: row["regional_office"] for row in rows}
        managers = [Agent(name, None, office) for name, office in office_of_manager.items()]
        return managers + [Agent(row["sales_agent"], row["manager"], row["regional_office"]) for row in rows]

    def _opportunity(self, row, prices):
        product = self._mend("product", PRODUCTS, row["product"])
        if not row["account"]:
            self.mended["no account is named: loaded without one"] += 1
        if not row["engage_date"]:
            self.mended["no engage date: loaded without one"] += 1
        if not row["close_value"]:
            self.mended["no close value (still open): the product's list price is the amount"] += 1
        return Opportunity(
            key=row["opportunity_id"],
            agent=row["sales_agent"],
            product=product,
            account=row["account"] or None,
            stage=row["deal_stage"],
            engaged=_date(row["engage_date"]),
            closed=_date(row["close_date"]),
            amount=decimal.Decimal(row["close_value"]) if row["close_value"] else prices[product],
            source=_as_written(row))


def _date(text):
    """The files write M/D/YYYY."""
    return datetime.datetime.strptime(text, "%m/%d/%Y").date() if text else None


def _as_written(row):
    return ", ".join(f"{key}={value}" for key, value in row.items())


def totals(opportunities, group):
    """{group of an opportunity: (count, sum of the amounts)}"""
    found = collections.defaultdict(lambda: (0, decimal.Decimal(0)))
    for opportunity in opportunities:
        count, amount = found[group(opportunity)]
        found[group(opportunity)] = (count + 1, amount + opportunity.amount)
    return dict(found)
