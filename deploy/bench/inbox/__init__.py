"""What hundreds of open reviews cost, and that approving all of them sends each once.

The gateway, the worker, PostgreSQL and Redis are the product's own processes. The reviews are asked by the product's own action;
only the sending is scripted: it goes through the real ledger, to an employer that takes everything.
"""
