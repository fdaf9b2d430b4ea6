"""How fast the bot is, beside the bare exchange of the same forms and beside an ordinary script."""
