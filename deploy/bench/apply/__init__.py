"""One application through the product's hands, beside a script somebody wrote by hand for that very form."""
