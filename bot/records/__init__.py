"""Participant records: read strictly, checked as a whole, handed on as typed forms."""
