"""Rooms: a class and its teacher together: what is dealt out to them, and what comes of it."""
