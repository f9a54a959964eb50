"""What the Catena-X payloads have in common: names, units, weeks, who buys what of whom."""
