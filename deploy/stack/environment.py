"""What the parts are told: the installation's settings, as environment variables of their processes."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from deploy.settings import StackSettings
from deploy.stack.part import Part, PartName
from deploy.stack.ports import choose_port
from jobhunter.home import Home, read_or_create
from jobhunter.process import inherited_environment
from world_model.master_keys import new_key


@dataclass
class Environment:
    """Fills while the parts start: a URL is known once its part is ready. `token` is the key of the local user."""

    home: Home
    settings: StackSettings
    gateway_port: int
    flower_port: int
    token: str
    database_url: str | None = None
    redis_url: str | None = None
    qdrant_url: str | None = None

    @classmethod
    def prepare(cls, home: Home, settings: StackSettings) -> "Environment":
        """Chooses the ports. Raises `PortInUse`."""
        gateway_port = choose_port(settings.port, what="gateway", setting="JOBHUNTER_PORT")
        flower_port = choose_port(settings.flower_port, what="worker view (Flower)", setting="JOBHUNTER_FLOWER_PORT")
        token = read_or_create(home.token_file, lambda: secrets.token_urlsafe(32))
        return cls(home, settings, gateway_port, flower_port, token)

    @property
    def qdrant_api_key(self) -> str | None:
        """The key of the embedded owner, or the one given beside the URL."""
        if self.settings.qdrant_url is None:
            return self.home.secret("qdrant")
        given = self.settings.qdrant_api_key
        return given.get_secret_value() if given else None

    def learn(self, part: Part) -> None:
        """Notes where a server is, once it is ready, for those who need it."""
        match part.name:
            case PartName.POSTGRES:
                self.database_url = part.url
            case PartName.REDIS:
                self.redis_url = part.url
            case PartName.VECTORS:
                self.qdrant_url = part.url
            case _:
                pass

    def variables(self) -> dict[str, str]:
        """The environment of a part: this process's own, with what the stack has decided on top."""
        told = {
            "HOME": str(self.home.folder),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "QDRANT_URL": self.qdrant_url,
            "QDRANT_API_KEY": self.qdrant_api_key,
            "PORT": str(self.gateway_port),
            "FLOWER_PORT": str(self.flower_port),
            "TOKEN_FILE": str(self.home.token_file),
            "MASTER_KEY_FILE": None if self.settings.master_key else str(self._master_key_file()),
        }
        return inherited_environment({f"JOBHUNTER_{name}": value for name, value in told.items() if value is not None})

    def _master_key_file(self) -> Path:
        read_or_create(self.home.master_key_file, new_key)
        return self.home.master_key_file
