"""What is done to the bot on purpose, and what must hold then."""
