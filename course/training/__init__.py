"""The chapter on training: networks trained side by side, what becomes of them, and how it is shown."""
