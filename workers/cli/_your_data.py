"""The stores behind the commands about the person's own data, opened for one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from workers.ledger import Ledger, open_ledger
from workers.settings import WorkerSettings
from world_model.candidates import CandidateStore
from world_model.personal_data import PersonalData
from world_model.profiles import Profiles
from world_model.remembered import RememberedAnswers


@dataclass(frozen=True, slots=True)
class YourData:
    ledger: Ledger
    candidates: CandidateStore
    profiles: Profiles
    answers: RememberedAnswers
    everything: PersonalData


@asynccontextmanager
async def your_data() -> AsyncIterator[YourData]:
    """Raises `Unavailable` `database_unreachable`, `Missing` for what the machine lacks."""
    async with open_ledger() as ledger:
        database, vault = ledger.database, ledger.vault
        yield YourData(
            ledger,
            CandidateStore(database, vault),
            Profiles(database, vault),
            RememberedAnswers(database, vault),
            PersonalData(database, vault, WorkerSettings().files),
        )
