"""Who works on which participant, on one machine: the ledger is the truth, an engine only decides."""
