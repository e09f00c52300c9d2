"""What can be known before anything is started."""

from collections.abc import Collection

from deploy.browser_setup import require_browser
from deploy.settings import StackSettings
from deploy.stack.part import PartName
from deploy.stack.redis import find_redis
from jobhunter.home import Home, require_space

SPACE_NEEDED = 256 * 2**20  # bytes in the home: database, queue, vectors, screenshots


def preflight(home: Home, settings: StackSettings, parts: Collection[PartName]) -> None:
    """Raises the error of the first thing that is missing: `no_space`, `redis_missing`, `no_browser`."""
    require_space(home.folder, SPACE_NEEDED)
    if PartName.REDIS in parts and settings.redis_url is None:
        find_redis()
    if PartName.HANDS in parts:
        require_browser()
