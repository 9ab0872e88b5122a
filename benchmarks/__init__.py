"""Programs that print figures. No test depends on a time."""
