"""What people decide about a plan: read from workbooks and files, merged, made a scenario, signed."""
