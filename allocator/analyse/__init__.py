"""What an analyst asks of a scenario: changed, compared, traded off, put at risk, swept over. Pandas in and out."""
