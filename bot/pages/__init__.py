"""One file per screen of the site: its boxes as data, and how to come to it."""
