"""By when, and in whose working time?"""
