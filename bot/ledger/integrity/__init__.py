"""Whether the ledger is as this program wrote it: codes of rows and lines, keys, and the upgrade of older ledgers."""
