"""One export format a file."""

from warehouse.importers.format import Days, Format, Job, OrderRule, Refused, Rules, Summary
from warehouse.importers.loading import import_files

__all__ = ["Days", "Format", "Job", "OrderRule", "Refused", "Rules", "Summary", "import_files"]
