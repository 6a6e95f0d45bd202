"""What the commands do; `patron.cli` says how they are called."""
