"""HTTP, thin: translates requests into what a person does, and the answer into a page or JSON."""
