"""What needs a yes."""
