"""What exactly was said, and by whom?

Bodies, chains and seals. Knows bytes, hashes and keys; knows no meaning.
"""
