"""The steps of the work, in the words of the work: each looks first and enters only what is not there."""
