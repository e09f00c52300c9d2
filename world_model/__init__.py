"""What the product knows: tasks and plans, the ledger of submissions, postings, candidates, sites. All of it in PostgreSQL."""
