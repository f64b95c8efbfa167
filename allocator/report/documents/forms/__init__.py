"""The forms: one module each, with the ``layout`` of its template and the ``pages`` that fill it."""

from __future__ import annotations

from allocator.language import N_

FORMS = {
    "plan": N_("the distribution plan for signature, with its annexes"),
    "notice": N_("the public notice for each place"),
    "letter": N_("the letter to each donor"),
    "annual": N_("the annual report, of the whole and of each district"),
    "recognition": N_("the list of donors for recognition"),
    "delivery": N_("the delivery notes"),
}
"""The names of the forms (modules of this package) and what they are."""

FILES = {
    "plan": N_("plan-for-signature"),
    "notice": N_("public-notices"),
    "letter": N_("letters-to-donors"),
    "annual": N_("annual-report"),
    "recognition": N_("donors-for-recognition"),
    "delivery": N_("delivery-notes"),
}
"""Names of files, without their endings; plain letters in every language."""

LIMITED_BY = {
    "--place": ("notice", "annual", "delivery"),
    "--donor": ("letter", "delivery"),
    "--period": ("delivery",),
}
"""Options and the forms that they limit; all others are always made whole."""
