"""What leaves the app, and what of it comes back: a module for each kind, and the dialog that offers them."""
