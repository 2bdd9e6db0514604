"""How each message arrives once."""
