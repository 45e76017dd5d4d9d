"""What a person does: one function, one use case, one transaction that the caller commits."""
