"""What the scripts of the illustrative scenarios share: files, needs from rates, lots from shares of need."""
