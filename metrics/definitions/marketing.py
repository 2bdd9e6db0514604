"""What advertising cost and what came of it: by the platforms' own account, and by the shop's."""

from __future__ import annotations

from metrics.definitions.customers import FIRST_KNOWN, new_customers, new_net_sales
from metrics.definitions.sales import COSTED, gross_profit, net_sales, orders
from metrics.metric import Good, Metric, Ratio, Sensitivity, Unit

ADS = ("platform", "marketing_channel", "campaign")
OWN_CREDIT = "Each platform credits itself: platforms add up to more than the shop sold."
ALL_SPEND = "All spend on record over the whole shop's figure."

spend = Metric(
    name="spend",
    label="Ad spend",
    meaning="What the advertising platforms charged.",
    formula="Σ spend",
    unit=Unit.MONEY,
    sources=("campaign_day",),
    measure="spend",
    splits=ADS,
    good=Good.NEITHER,
    aliases=("advertising spend", "marketing spend", "media spend", "ad cost", "amount spent"),
)
impressions = Metric(
    name="impressions",
    label="Impressions",
    meaning="How often ads were shown.",
    formula="Σ impressions",
    unit=Unit.COUNT,
    sources=("campaign_day",),
    measure="impressions",
    splits=ADS,
    aliases=("impr", "ad views"),
)
clicks = Metric(
    name="clicks",
    label="Clicks",
    meaning="How often ads were clicked, as each platform counts clicks.",
    formula="Σ clicks",
    unit=Unit.COUNT,
    sources=("campaign_day",),
    measure="clicks",
    splits=ADS,
    aliases=("ad clicks",),
)
conversions = Metric(
    name="conversions",
    label="Attributed orders",
    meaning="Orders the platforms credit to their ads, which is not the shop's order count.",
    formula="Σ conversions as each platform attributes them",
    unit=Unit.COUNT,
    sources=("campaign_day",),
    measure="conversions",
    splits=ADS,
    aliases=("ad orders", "platform orders", "ad conversions"),
    caveat=OWN_CREDIT,
)
conversion_value = Metric(
    name="conversion_value",
    label="Attributed value",
    meaning="Sales the platforms credit to their ads, which is not the shop's net sales.",
    formula="Σ conversion value as each platform attributes it",
    unit=Unit.MONEY,
    sources=("campaign_day",),
    measure="conversion_value",
    splits=ADS,
    aliases=("ad sales", "ad revenue", "attributed sales", "attributed revenue", "conv value"),
    caveat=OWN_CREDIT,
)

ctr = Ratio(
    name="ctr",
    label="CTR",
    meaning="Click-through rate: how often an ad that was shown was clicked.",
    formula="clicks ÷ impressions",
    unit=Unit.RATE,
    top=clicks,
    bottom=impressions,
    aliases=("click through rate", "click rate"),
)
cpc = Ratio(
    name="cpc",
    label="CPC",
    meaning="Cost per click.",
    formula="spend ÷ clicks",
    unit=Unit.MONEY,
    top=spend,
    bottom=clicks,
    good=Good.DOWN,
    aliases=("cost per click",),
)
cpm = Ratio(
    name="cpm",
    label="CPM",
    meaning="Cost of a thousand impressions.",
    formula="1,000 × spend ÷ impressions",
    unit=Unit.MONEY,
    top=spend,
    bottom=impressions,
    scale=1000.0,
    good=Good.DOWN,
    aliases=("cost per mille", "cost per thousand"),
)
platform_roas = Ratio(
    name="platform_roas",
    label="Platform ROAS",
    meaning="Return on ad spend by the platform's own account: for tuning inside one platform.",
    formula="attributed value ÷ spend",
    unit=Unit.TIMES,
    top=conversion_value,
    bottom=spend,
    aliases=("ad roas", "attributed roas", "campaign roas"),
    caveat=OWN_CREDIT,
    counted=conversions,
)
acos = Ratio(
    name="acos",
    label="ACOS",
    meaning="Advertising cost of sales by the platform's own account, as Amazon has it.",
    formula="spend ÷ attributed value",
    unit=Unit.RATE,
    top=spend,
    bottom=conversion_value,
    good=Good.DOWN,
    aliases=("advertising cost of sales",),
    caveat=OWN_CREDIT,
    counted=conversions,
)
cost_per_conversion = Ratio(
    name="cost_per_conversion",
    label="CPA",
    meaning="Spend per order that the platforms credit to their ads.",
    formula="spend ÷ attributed orders",
    unit=Unit.MONEY,
    top=spend,
    bottom=conversions,
    good=Good.DOWN,
    aliases=("cost per acquisition", "cost per action", "cost per conv", "cost per purchase"),
    caveat=OWN_CREDIT,
)
blended_roas = Ratio(
    name="blended_roas",
    label="Blended ROAS",
    meaning="The shop's net sales for each 1.00 of ad spend. Some call this MER, as a multiple.",
    formula="net sales ÷ spend of all platforms",
    unit=Unit.TIMES,
    top=net_sales,
    bottom=spend,
    blended=True,
    aliases=("shop roas", "total roas"),
    caveat=ALL_SPEND,
)
ad_cost_ratio = Ratio(
    name="ad_cost_ratio",
    label="Ad cost ratio",
    meaning="Ad spend as a share of net sales: Triple Whale's MER, Amazon's TACOS.",
    formula="spend of all platforms ÷ net sales",
    unit=Unit.RATE,
    top=spend,
    bottom=net_sales,
    blended=True,
    good=Good.DOWN,
    aliases=("tacos", "cost revenue ratio", "ad spend share"),
    caveat=ALL_SPEND,
)
cost_per_order = Ratio(
    name="cost_per_order",
    label="Ad cost per order",
    meaning="Ad spend for each of the shop's orders, from new and returning customers alike.",
    formula="spend of all platforms ÷ orders",
    unit=Unit.MONEY,
    top=spend,
    bottom=orders,
    blended=True,
    good=Good.DOWN,
    aliases=("cpo", "blended cpa", "spend per order"),
    caveat=ALL_SPEND,
)
new_customer_roas = Ratio(
    name="new_customer_roas",
    label="New-customer ROAS",
    meaning="Net sales from new customers for each 1.00 of ad spend.",
    formula="net sales from new customers ÷ spend of all platforms",
    unit=Unit.TIMES,
    top=new_net_sales,
    bottom=spend,
    blended=True,
    aliases=("nroas", "new roas", "acquisition roas"),
    caveat=FIRST_KNOWN,
)
ncac = Ratio(
    name="ncac",
    label="New-customer acquisition cost",
    meaning="Ad spend for each new customer.",
    formula="spend of all platforms ÷ new customers",
    unit=Unit.MONEY,
    top=spend,
    bottom=new_customers,
    blended=True,
    good=Good.DOWN,
    aliases=("new customer cac", "ncpa", "customer acquisition cost", "cost per new customer"),
    caveat=FIRST_KNOWN,
)
poas = Ratio(
    name="poas",
    label="POAS",
    meaning="Gross profit for each 1.00 of ad spend: above 1, advertising earned back more than it cost.",
    formula="gross profit ÷ spend of all platforms",
    unit=Unit.TIMES,
    top=gross_profit,
    bottom=spend,
    blended=True,
    aliases=("profit on ad spend", "profit roas"),
    sensitivity=Sensitivity.RESTRICTED,
    caveat=COSTED,
)

METRICS = (
    spend, impressions, clicks, ctr, cpc, cpm, conversions, conversion_value, platform_roas, acos,
    cost_per_conversion, blended_roas, ad_cost_ratio, cost_per_order, new_customer_roas, ncac, poas,
)  # fmt: skip
