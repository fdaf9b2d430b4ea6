"""Where the new key of a ledger comes from, and where it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.fernet import Fernet

from bot.errors import ConfigError
from bot.keys import forget_key, given_key, keep_key, kept_key
from bot.ledger import Ledger
from bot.ledger.seal import NEW_KEY, VARIABLE, Seal, place_of

NEXT_STEP = f"put it in place of {VARIABLE} on every machine, before anything is begun there; destroy the former"


@dataclass(frozen=True)
class NewKey:
    """A new key. `is_given`: by the environment or the service's credentials, and not kept by this program."""

    key: bytes = field(repr=False)
    where: str
    is_given: bool
    former: str

    def is_in_use(self) -> None:
        """The ledger opens with it: a key of this ledger alone that it had before is deleted."""
        if not self.is_given:
            forget_key(*place_of(self.former))


def new_key(ledger: Ledger) -> NewKey:
    """The key to change a ledger to: the one that CALJOBS_LEDGER_NEW_KEY gives; otherwise the one of a change that was
    broken off, or a new one, kept where this ledger's key is looked for. Raises ConfigError."""
    given = given_key(NEW_KEY)
    if given_key(VARIABLE):
        if given is None:
            raise ConfigError(
                f"this ledger's key comes from {VARIABLE}: make a new one as docs/cluster.md says (44 letters of"
                f" URL-safe base64), put it into {NEW_KEY}, and say rotate-key again"
            )
        return NewKey(given, f"the one in {NEW_KEY}", True, ledger.key_mark)
    begun = ledger.changing_to
    if given is None and begun is not None:
        given = kept_key(*place_of(begun))
        if given is None:
            raise ConfigError(
                f"a change of this ledger's key was begun, and the new key is not here: put it into {NEW_KEY}, and say"
                " rotate-key again"
            )
    key = given or Fernet.generate_key()
    return NewKey(key, "in " + keep_key(*place_of(Seal(key).identity), key), False, ledger.key_mark)
