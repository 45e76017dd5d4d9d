"""What a server process imports. The only module where importing does something."""

from backend.app import create_app
from backend.settings import Settings

app = create_app(Settings())
