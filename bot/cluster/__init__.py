"""Many machines on one ledger: Procrastinate's queue says which machine does what next, the ledger what is true."""
