"""What if everything goes wrong, a thousand times?

The same node as in life, over stores in memory, in virtual time, under a seed: storm, calm, check.
"""
