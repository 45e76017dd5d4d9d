"""A believable demo: Amina in week five with a bad week behind her, Ben on day one, and Dan,
who must never see anything of theirs. Everything goes in through the services, as a person's
own entries would."""

from backend.seeds.people import demo_key, seed_person

__all__ = ["demo_key", "seed_person"]
