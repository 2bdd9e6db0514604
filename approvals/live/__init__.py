"""What becomes of it once the yeses are there?"""
