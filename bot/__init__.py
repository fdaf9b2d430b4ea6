"""Enters assessments and employment plans into CalJOBS through the site's own screens."""

import os as _os

# With these set Playwright writes every value it is given to the terminal. It reads DEBUG when it is imported, so they
# go before anything of this package can import it.
for _name in ("DEBUG", "DEBUGP", "DEBUG_FILE", "PWDEBUG"):
    _os.environ.pop(_name, None)

__version__ = "0.1.0"
