"""The screens of the site, one file each: its form (data) and its page object."""
