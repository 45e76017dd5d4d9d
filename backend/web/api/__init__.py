"""JSON for programs, one module a noun, under /api/v1; and the phone's /sync."""
