"""Every digest, declared."""
