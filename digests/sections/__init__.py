"""Every section that a digest can be composed of, declared."""

from __future__ import annotations

from digests.section import Section
from digests.sections.campaigns import campaigns
from digests.sections.margin import margin
from digests.sections.products import products
from digests.sections.sales import sales, site
from digests.sections.stock import stock
from digests.sections.targets import targets

SECTIONS: dict[str, Section] = {
    section.name: section
    for section in (
        Section(
            name="targets",
            title="Targets and pace",
            about="how targets stand, where they land",
            find=targets,
            weights={"director": 2.0, "manager": 0.5, "review": 2.0},
        ),
        Section(
            name="sales",
            title="Sales",
            about="net sales, and what went with a change",
            find=sales,
            weights={"review": 2.0},
        ),
        Section(
            name="margin",
            title="Margin by line",
            about="gross margin by product line; for directors",
            find=margin,
            weights={"director": 1.5, "review": 1.5},
        ),
        Section(
            name="campaigns",
            title="Campaigns",
            about="spend against budgets, what ads bring",
            find=campaigns,
            weights={"director": 0.7, "manager": 2.0},
        ),
        Section(
            name="products",
            title="Products and channels",
            about="what sold unusually much or little",
            find=products,
            weights={"director": 0.6, "manager": 1.5, "review": 0.8},
        ),
        Section(
            name="stock",
            title="Stock",
            about="best sellers that run out",
            find=stock,
            weights={"manager": 2.0, "review": 0.2},
        ),
        Section(
            name="content",
            title="Content due",
            about="what goes live soon and has no yes yet",
            find=lambda _: (),
        ),
        Section(
            name="site",
            title="The site",
            about="sessions, conversion and order value",
            find=site,
            weights={"director": 0.5},
        ),
    )
}
