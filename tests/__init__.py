"""The tests: a folder for each folder of the source, `browser` for journeys in a real Chromium, `helpers` for all."""
