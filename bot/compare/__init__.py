"""What the site says beside what a record says, and what a person decides about it, as data: no page, no rendering."""
