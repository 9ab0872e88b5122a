"""What a host needs: how to start the app there, and the files to copy. See docs/hosting.md."""
