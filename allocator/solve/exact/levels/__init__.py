"""One module for each objective level of the exact formulation."""
