"""Tables: reading, header names, cells, schemas, completion and checks."""
