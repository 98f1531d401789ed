"""A made-up company, the same on every run: who sells, whom they know, what they sell, against whom, and what they have to do
next.

Nothing in it is real; addresses end in .example and phone numbers are of the ranges kept for fiction. Dates lie around
`today`, so that some work is overdue and some is due.
"""

import dataclasses
import datetime
import decimal
import random
from typing import Optional

ACCOUNTS = 320
CURRENCY = "USD"

PLACES = "Harbor Cedar Summit Prairie Lakeside Redwood Granite Northgate Copper Juniper Orchard Falcon Meridian Sterling " \
         "Willow Beacon Canyon Ironwood Bluebird Highland".split()
TRADES = {
    "logistics": ["Freight", "Logistics", "Shipping"],
    "food": ["Foods", "Bakeries", "Provisions"],
    "healthcare": ["Clinics", "Medical", "Care Partners"],
    "manufacturing": ["Tooling", "Castings", "Components"],
    "retail": ["Outfitters", "Stores", "Supply"],
    "software": ["Systems", "Software", "Analytics"],
    "energy": ["Solar", "Power", "Utilities"],
    "finance": ["Capital", "Insurance", "Credit Union"],
}
REGIONS = ["Northeast", "Southeast", "Midwest", "Southwest", "West"]
AREA_CODES = {"Northeast": "212", "Southeast": "404", "Midwest": "312", "Southwest": "602", "West": "415"}
GIVEN = "Ada Amir Beatriz Carlos Chloe Daniel Elena Fatima Grace Hiro Ines Jamal Kira Leo Maya Nadia Omar Priya Quentin " \
        "Rosa Samuel Tara Umar Vera Wei Ximena Yusuf Zoe".split()
FAMILY = "Abbott Brandt Castillo Dubois Eriksen Farouk Greene Haddad Ivanova Johansson Kaplan Lindqvist Moreno Nakamura " \
         "Okafor Patel Quinn Rossi Schneider Tanaka Ueda Vargas Walsh Xu Yamada Zimmerman".split()
TITLES = ["Head of Procurement", "Operations Manager", "Chief Financial Officer", "IT Director", "Plant Manager",
          "Buyer", "Office Manager", "Vice President, Sales"]
PROJECTS = ["Fleet tracking", "Warehouse scanners", "Annual support plan", "Point of sale renewal", "Data platform",
            "Onboarding package", "Security review", "Spare parts contract", "Training programme", "Site expansion"]
NEXT_STEPS = ["Send the revised quote", "Book a demo", "Meet the buyer", "Check references", "Ask about the budget"]
LOST_REASONS = ["Price", "Chose a competitor", "No budget this year", "No decision"]
COMPETITORS = ["Stonegate Industrial", "Vantage Fleet", "Quillon Systems", "Tarn and Tull", "Ashgrove Works"]
# As the contract names them, and how often each comes in.
SOURCES = {"WEBSITE": 6, "REFERRAL": 5, "EVENT": 3, "PARTNER": 3, "EMAIL_CAMPAIGN": 2, "COLD_CALL": 2, "SOCIAL_MEDIA": 1,
           "OTHER": 1}
ACCOUNT_TAGS = ["key account", "reference", "public tender", "expansion", "price sensitive"]
CONTACT_TAGS = ["newsletter", "speaker", "technical", "trade fair"]
OPPORTUNITY_TAGS = ["new business", "renewal", "upsell", "pilot", "framework contract"]
# Of the company's own: (entity, key, label, type, options).
CUSTOM_FIELDS = [
    ("ACCOUNT", "tier", "Tier", "SELECT", ["gold", "silver", "bronze"]),
    ("ACCOUNT", "contract_end", "Contract ends", "DATE", []),
    ("OPPORTUNITY", "seats", "Seats", "NUMBER", []),
    ("OPPORTUNITY", "on_site", "Installed on site", "BOOLEAN", []),
]
OPEN_STAGES = 4  # the default pipeline that a sign-up makes has at least as many

_WHOLE = decimal.Decimal(0)

TASKS = [("call", "Call {person} about {title}"), ("email", "Send the offer for {title} to {person}"),
         ("meeting", "Meet {person}: {title}"), ("follow_up", "Ask {person} for a decision on {title}")]


@dataclasses.dataclass
class Person:
    key: str
    given: str
    family: str
    email: str
    title: str

    @property
    def name(self):
        return f"{self.given} {self.family}"


@dataclasses.dataclass
class Seller(Person):
    manager: Optional[str] = None  # key of another seller
    role: str = "MEMBER"


@dataclasses.dataclass
class Account:
    key: str
    name: str
    industry: str
    region: str
    employees: int
    revenue: int
    domain: str
    phone: str
    owner: str  # key of a seller
    tags: list
    custom_fields: dict
    parent: Optional[str] = None  # key of the account that it belongs to
    customer: bool = False


@dataclasses.dataclass
class Contact(Person):
    account: str = ""
    phone: str = ""
    source: str = ""
    tags: list = dataclasses.field(default_factory=list)
    primary: bool = False
    reports_to: Optional[str] = None  # key of another contact of the account


@dataclasses.dataclass
class Opportunity:
    key: str
    title: str
    account: str
    contact: str
    owner: str
    amount: decimal.Decimal
    opened: datetime.date
    expected_close: datetime.date
    outcome: str  # "open", "won" or "lost"
    stage: int  # of the open stages, which one it is or was in
    priority: str
    next_step: str
    lost_reason: Optional[str]
    source: str
    tags: list
    competitors: list
    competitor: str  # the one that counts, or won
    custom_fields: dict


@dataclasses.dataclass
class Task:
    key: str
    title: str
    kind: str
    priority: str
    opportunity: str
    assignee: str
    due: datetime.date
    done: bool


class Company:
    def __init__(self, today, accounts=ACCOUNTS, seed=2026):
        self._random = random.Random(seed)
        self._today = today
        self.name = "Brightwater Equipment"
        self.sellers = self._sellers()
        self.accounts, self.contacts, self.opportunities, self.tasks = [], [], [], []
        names = [f"{place} {word}" for place in PLACES for words in TRADES.values() for word in words]
        industries = {word: industry for industry, words in TRADES.items() for word in words}
        for name in self._random.sample(names, accounts):
            self._add_account(name, industries[name.split(" ", 1)[1]])

    def _pick(self, options):
        return self._random.choice(options)

    def _sellers(self):
        """One manager for all, two team leads, and their sellers; everybody behind their own manager."""
        lead, east, west = "seller-Nora", "seller-Theo", "seller-Maria"
        people = [("Nora", "Bell", "Head of sales", None), ("Theo", "Marsh", "Team lead, East", lead),
                  ("Maria", "Santos", "Team lead, West", lead), ("Aisha", "Rahman", "Account executive", east),
                  ("Lukas", "Weber", "Account executive", east), ("Ken", "Ito", "Account executive", west),
                  ("Sofia", "Novak", "Account executive", west), ("Ben", "Carter", "Account executive", west)]
        return [Seller(f"seller-{given}", given, family, f"{given}.{family}@brightwater.example".lower(), title, manager,
                       "MEMBER" if title == "Account executive" else "MANAGER") for given, family, title, manager in people]

    def _some(self, options, weights):
        """None of the options, one, or several, as often as the weights say."""
        return self._random.sample(options, self._random.choices(range(len(weights)), weights)[0])

    def _source(self):
        return self._random.choices(list(SOURCES), list(SOURCES.values()))[0]

    def _parent(self, name, industry):
        """Some accounts belong to the first one of the same place and industry."""
        place = name.split(" ", 1)[0]
        first = next((account for account in self.accounts if account.industry == industry
                      and account.name.startswith(f"{place} ") and account.parent is None), None)
        return first if first and self._random.random() < 0.5 else None

    def _phone(self, region):
        return f"+1{AREA_CODES[region]}55501{self._random.randrange(100):02d}"

    def _add_account(self, name, industry):
        region = self._pick(REGIONS)
        employees = int(self._random.lognormvariate(5, 1.2)) + 3
        parent = self._parent(name, industry)
        account = Account(
            key=f"account-{name}", name=name, industry=industry, region=region, employees=employees,
            revenue=employees * self._random.randrange(90, 260) * 1000,
            domain=name.lower().replace(" ", "") + ".example", phone=self._phone(region),
            owner=parent.owner if parent else self._pick(self.sellers).key, parent=parent.key if parent else None,
            tags=self._some(ACCOUNT_TAGS, [4, 4, 2]),
            custom_fields={"tier": self._random.choices(["gold", "silver", "bronze"], [1, 3, 6])[0]})
        self.accounts.append(account)
        people = [self._add_contact(account, i) for i in range(self._random.choices([1, 2, 3, 4], [3, 5, 3, 1])[0])]
        for i, project in enumerate(self._random.sample(PROJECTS, self._random.choices([1, 2, 3, 4, 5], [2, 4, 4, 3, 1])[0])):
            self._add_opportunity(account, self._pick(people), project, i)
        if account.customer:
            account.custom_fields["contract_end"] = str(self._today + datetime.timedelta(days=self._random.randrange(20, 700)))

    def _add_contact(self, account, i):
        given, family = self._pick(GIVEN), self._pick(FAMILY)
        contact = Contact(
            key=f"{account.key}/contact-{i}", given=given, family=family, title=self._pick(TITLES),
            email=f"{given}.{family}{i or ''}@{account.domain}".lower(), account=account.key, phone=self._phone(account.region),
            source=self._source(), tags=self._some(CONTACT_TAGS, [5, 3, 1]), primary=i == 0,
            reports_to=f"{account.key}/contact-0" if i else None)
        self.contacts.append(contact)
        return contact

    def _add_opportunity(self, account, contact, project, i):
        outcome = self._random.choices(["open", "won", "lost"], [50, 32, 18])[0]
        days = self._random.randrange(-15, 120) if outcome == "open" else -self._random.randrange(5, 400)
        close = self._today + datetime.timedelta(days=days)
        stage = min(int(self._random.expovariate(0.7)), OPEN_STAGES - 1)
        lost_reason = self._pick(LOST_REASONS) if outcome == "lost" else None
        competitors = self._some(COMPETITORS, [5, 4, 2])
        if lost_reason == "Chose a competitor" and not competitors:
            competitors = [self._pick(COMPETITORS)]
        opportunity = Opportunity(
            key=f"{account.key}/opportunity-{i}", title=f"{project} for {account.name}", account=account.key,
            contact=contact.key, owner=account.owner,
            amount=int(self._random.lognormvariate(9.6, 0.9)) + self._pick([_WHOLE, _WHOLE, decimal.Decimal("0.50")]),
            opened=min(close, self._today) - datetime.timedelta(days=self._random.randrange(10, 120)),
            expected_close=close, outcome=outcome, stage=stage,
            priority=self._random.choices(["low", "medium", "high", "urgent"], [2, 6, 3, 1])[0],
            next_step=self._pick(NEXT_STEPS) if outcome == "open" else "", lost_reason=lost_reason, source=contact.source,
            tags=self._some(OPPORTUNITY_TAGS, [3, 6, 2]), competitors=competitors,
            competitor=competitors[0] if competitors and outcome != "won" else "",
            custom_fields={"seats": self._random.randrange(1, 40) * 5, "on_site": self._random.random() < 0.4})
        account.customer = account.customer or outcome == "won"
        self.opportunities.append(opportunity)
        if outcome == "open":
            self._add_task(opportunity, contact, 0)
            if self._random.random() < 0.35:
                self._add_task(opportunity, contact, 1)

    def _add_task(self, opportunity, contact, i):
        kind, text = self._pick(TASKS)
        due = self._today + datetime.timedelta(days=self._random.randrange(-10, 30))
        self.tasks.append(Task(
            key=f"{opportunity.key}/task-{i}", title=text.format(person=contact.name, title=opportunity.title.split(" for ")[0]),
            kind=kind, priority=opportunity.priority, opportunity=opportunity.key, assignee=opportunity.owner, due=due,
            done=due < self._today and self._random.random() < 0.7))
