"""Every metric, declared."""
