"""Whether the server lives, and whether it can reach its database."""

from fastapi import APIRouter

from backend.services.accounts import door
from backend.web.dependencies import Reading

router = APIRouter()


@router.get("/healthz", name="healthz")
def healthz() -> dict[str, str]:
    """Answer that the process lives."""
    return {"status": "alive"}


@router.get("/readyz", name="readyz")
def readyz(db: Reading) -> dict[str, str]:
    """Answer that the database can be read; a database that cannot makes this a 500."""
    door(db)
    return {"status": "ready"}
