"""Whether the server lives, and whether it can reach its database."""

from fastapi import APIRouter

from backend.services.accounts import door
from backend.web.dependencies import Reading
from backend.web.policies import ANYBODY

router = APIRouter()


@router.get("/healthz", name="healthz", dependencies=[ANYBODY])
def healthz() -> dict[str, str]:
    """Answer that the process lives."""
    return {"status": "alive"}


@router.get("/readyz", name="readyz", dependencies=[ANYBODY])
def readyz(db: Reading) -> dict[str, str]:
    """Answer that the database can be read; a database that cannot makes this a 500."""
    door(db, outside=False)
    return {"status": "ready"}
