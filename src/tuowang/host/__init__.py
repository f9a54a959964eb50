"""Where does this company live: clock, database, settings, loop? The only room with a world."""
