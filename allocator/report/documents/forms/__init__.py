"""The forms: one module each, with the ``layout`` of its template and the ``pages`` that fill it."""
