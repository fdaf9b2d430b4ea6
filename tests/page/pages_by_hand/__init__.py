"""Small pages written by hand, each showing one habit or hazard of the site, and what is needed to open them."""
