"""One export format a file."""

from warehouse.importers.format import Days, Format, Job, OrderRule, Refused, Rules, Summary

__all__ = ["Days", "Format", "Job", "OrderRule", "Refused", "Rules", "Summary"]
