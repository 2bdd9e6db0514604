"""What can be typed after each command, and what comes of it: the rows of docs/commands.md."""

from __future__ import annotations

from collections.abc import Mapping

#: What is typed after the command's name → what happens. An empty text is the name alone.
WAYS: Mapping[str, Mapping[str, str]] = {
    "kpi": {
        "": "the figures that your role looks at first, and four questions to go on with",
        "net sales yesterday": "one figure, against a fair baseline",
        "orders, aov by sales channel last week vs ly": "several figures, a split, a period and a comparison",
        "net sales by day last 14 days": "a chart over time",
        "net sales where country = DE and segment = B2B mtd": "some of the orders only",
        "pin net sales yesterday": "keep it on your App Home: the figure, its change and its last two weeks",
    },
    "why": {
        "": "why net sales changed on the last complete day",
        "net sales yesterday": "what the change is made of: parts that add up to it, the largest marked, and what is on record",
        "aov last week by country": "the same, by the dimension you name",
        "conversion rate November vs previous month": "of a rate: whether people changed, or who came",
        "are net sales down yesterday?": "a whole sentence, as one asks a colleague; `explain net sales yesterday` likewise",
    },
    "product": {
        "": "a form that finds a product while you type",
        "BE-1": "the card of one product, by its code (or by words, such as `ribbed beanie`; where several match, a menu)",
        "top 5 last week": "the best by net sales; `best`, `bottom` and `worst` likewise",
        "top 10 by units last month": "the best by another figure",
        "movers last week": "the products that changed most, up or down; `movers by units` likewise",
    },
    "campaign": {
        "": "a form that finds a campaign while you type",
        "BF-Early": "the card of one campaign: what its platform reports, beside what the whole shop saw; with a budget, what was due by"
        " now and how it ends",
        "list by spend": "all campaigns; `by roas` and `by cpa` likewise, the cheapest conversion first",
        "top 3 by roas last week": "the best; `bottom 3` and `worst` the other way round",
    },
    "funnel": {
        "": "the last complete day",
        "last week": "another period",
        "yesterday where device = mobile": "some of the sessions only",
    },
    "target": {
        "": "how every target of the running and coming periods stands: its pace by the calendar, where it lands, and what"
        " must be true for the rest; without one, where net sales will land; `list` likewise",
        "net sales": "the running targets of one figure; without one, where it lands this month",
        "net sales November 6.4M": "set a target, or change it; what was understood is said, with **Undo**",
        "net sales Outerwear this month 900k @marcus": "for one part of the shop, with an owner",
        "conversion rate November 2.5 %": "a rate: how far it is, and what the rest must show",
        "net sales November": "how one target stands",
        "history net sales November": "all that was ever said about one target",
        "drop conversion rate November": "take one away; `remove` and `delete` likewise",
        "mine": "those you own; `/target @marcus` those of somebody else",
        "import": "a form that takes a CSV table: metric, period, target, line, owner; a table sent with the word is taken"
        " as it is",
    },
    "define": {
        "": "every metric, under its heading",
        "net sales": "meaning, formula, unit, source, splits, version, other names, and what other tools mean by the word",
        "mer": "where a word is used for several: each of them, and which tool means which",
        "contribution margin": "why there is no such figure here, what others mean by it, and what to ask instead",
    },
    "promo": {
        "": "a form for a promotion; `new` and `add` likewise. For those who may only look, the list",
        "list": "what runs, what is to come and what was; and discount codes that were busy and belong to none of it, with **Add it** and **Not a promotion**",
        "BF early 20–22 Nov code BF20, VIP": "a promotion in words: its name, its days and its codes; the answer says what was understood, with **Undo**",
        "change 12": "the form with that promotion in it; `edit` likewise",
        "end 12": "its last day is today; `end 12 on 25 Nov` names another",
        "remove 12": "out of every comparison; `delete` likewise",
        "history 12": "who said what about it, and when",
        "import": "a form to paste a CSV table or an .ics calendar into",
    },
    "note": {
        "": "the latest notes; `list` likewise",
        "paid social budget +60 % from 17 Nov": "a note that holds from that day on, about the campaign, channel, line, product or figure that it names",
        "warehouse closed 17–19 Nov": "a note of some days, about the whole shop",
        "change 12 warehouse closed 17–20 Nov": "other words or days, by whoever wrote it; `edit` likewise",
        "remove 12": "taken back; `delete` likewise",
        "history 12": "what was said before",
    },
    "alert": {
        "": "a form for what to watch, which way, how far and where; `new` likewise",
        "net sales down 15%": "a change against what is normal for the weekday, in your own messages; `up`, `moves` likewise",
        "aov down 10% vs last week here": "against another day, for this channel; a `#channel` can be named",
        "conversion rate below 2%": "a threshold; `above` likewise",
        "anything unusual here": "whatever is surprising and worth it, one story at a time; one figure likewise",
        "orders unusual down weekly": "one way only, by whole weeks where days are too noisy",
        "ga4 silent urgent": "a source that is late or broken; `urgent` speaks at any hour",
        "stock-out risk under 2 weeks": "products that sell and have too little stock",
        "spend over 20k this month": "a budget",
        "list": "yours and this channel's, with what each last told",
        "show 3": "one alert, and the days of the last 90 on which it would have spoken",
        "pause 3": "no word until `resume 3`",
        "stop 3": "an end to it; `remove` likewise",
    },
    "digest": {
        "": "every digest, where it goes, at which hour there and when next, with what you may change; `list` likewise",
        "preview": "today's edition, for you alone; `show` likewise",
        "now": "today's edition here, once a day and place; `send` likewise",
        "director 08:30": "the director's morning in your own messages; `manager` likewise, `here` for the channel",
        "weekly mon 9:00": "the week in review in this channel; `weekly me` in your own messages",
        "monthly": "the month in review in this channel: provisional on the first working day, final when nothing grows any more",
        "new": "a form that composes a digest of sections; `compose` likewise",
        "preview director": "another digest than the morning's, as you may read it: `manager`, `weekly`",
        "subscribe": "a form for where and when; `start` likewise",
        "subscribe here at 08:30": "this channel at half past eight; a `#channel` can be named",
        "subscribe me": "your own messages",
        "move here to 09:00": "another hour, and other days with `on mon, wed`; `move me to 07:30` for your own",
        "only unusual": "no word on days when nothing stands out; the next one says how many were kept back",
        "every time": "on all of its days again",
        "snooze until 4 Jan": "a rest until that day, as over a holiday",
        "pause": "a rest until somebody says `resume`",
        "resume": "it comes again",
        "hand over to @marcus": "somebody else looks after it from now on, and is told",
        "stop": "no more here; `unsubscribe` likewise, `stop me` for your own",
    },
    "approvals": {
        "": "what waits for your yes, and what you asked for; `list` likewise",
        "new": "a form for a new request; `submit` likewise, and words after it are in the form already. Any message can be sent, too:"
        " *Send for approval* in its ⋮ menu takes its text, link or file",
        "mine": "what you asked for",
        "waiting": "what waits for your yes, the soonest first; several that their rule allows are answered at once",
        "show 12": "one request with its history, and its buttons where you may decide",
        "why 12": "which rule chose these people, who may decide now, and who may not and why",
        "calendar": "what goes live when in the next 60 days, how it stands, and when nothing goes live",
        "log": "everything that ever happened, in technical words, with its seals, for directors and admins; `log 12` of one"
        " request",
        "export": "the newest decisions as CSV, for directors and admins; `python bot.py approvals export` writes all of it",
        "cancel 12": "call your own request off",
        "reroute 12": "for admins: hold a request to the policy of now, rather than to the one it was sent under",
    },
    "shelftalk": {
        "": "what can be asked, with examples for your role; `help`, `hello` and `hi` likewise",
        "status": "how far each source has arrived, what runs next, what could not be sent",
        "people": "who has which role; admins change roles here",
        "disclosures": "who was shown which restricted figure, where and when, for directors and admins; `disclosures gross"
        " margin` of one figure",
        "kpi net sales": "any command by its long name, whether or not it is registered as a slash command",
    },
}
