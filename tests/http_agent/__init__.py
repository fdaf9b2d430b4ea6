"""A second agent: it works with the mock's pages by plain HTTP, so that decisions made in Python need no browser.

It keeps the contract of `bot.agent.protocol` for the mock's `classic` mark-up, and nothing of what a browser draws.
`tests/site/test_two_agents.py` compares it with the real one.
"""
