"""Signing in at a site: accounts, second factors, and the two-step wait for codes."""
