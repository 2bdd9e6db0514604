"""What happened, and how is that proved?"""
